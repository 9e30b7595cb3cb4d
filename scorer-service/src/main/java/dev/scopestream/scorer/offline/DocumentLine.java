package dev.scopestream.scorer.offline;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scopestream.events.Answer;
import dev.scopestream.events.AnswerKind;
import dev.scopestream.events.WireEnum;
import dev.scopestream.scorer.score.ScoredDataset;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A document of a data set's file, as far as scoring needs it. */
record DocumentLine(ScoredDataset dataset, List<Answer> answers) {
    private static final String QUESTIONS = "Following Question: \n";
    private static final Pattern LABEL = Pattern.compile("^Question_(\\d{1,6}):", Pattern.MULTILINE);
    private static final Pattern CHOICE = Pattern.compile("\\(?[A-Z]\\)?");

    /** @param set the file's name */
    static DocumentLine parse(String line, String set) throws BadLineException {
        JsonNode node = LineParser.object(line);
        List<Answer> bare = LineParser.answers(node.get("answers"), 1);
        if (bare.isEmpty()) {
            throw new BadLineException("answers must be an array that isn't empty");
        }
        ScoredDataset dataset = ScoredDataset.of(set, kind(node, bare), 1);
        int first = firstLabel(node.path("prompt").asText(), dataset.firstLabel());
        boolean alternatives = dataset.kind() == AnswerKind.TEXT;
        List<Answer> answers = alternatives ? bare : LineParser.answers(node.get("answers"), first);
        return new DocumentLine(dataset, answers);
    }

    private static AnswerKind kind(JsonNode node, List<Answer> answers) throws BadLineException {
        if (node.hasNonNull("kind")) {
            return WireEnum.find(AnswerKind.class, node.get("kind").asText())
                    .orElseThrow(() -> new BadLineException("kind must be one of " + WireEnum.list(AnswerKind.class)));
        }
        return answers.stream().allMatch(a -> CHOICE.matcher(a.answer()).matches())
                ? AnswerKind.CHOICE
                : AnswerKind.NUMBER;
    }

    private static int firstLabel(String prompt, int otherwise) {
        int start = Math.max(0, prompt.indexOf(QUESTIONS));
        Matcher label = LABEL.matcher(prompt);
        return label.find(start) ? Integer.parseInt(label.group(1)) : otherwise;
    }
}
