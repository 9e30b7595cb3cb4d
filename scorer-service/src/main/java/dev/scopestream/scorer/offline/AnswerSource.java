package dev.scopestream.scorer.offline;

import dev.scopestream.events.Answer;
import dev.scopestream.scorer.score.ScoredDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The data set that predictions belong to.
 *
 * @param name as events carry it
 * @param documents answers by document number; empty when only a name is known
 * @param bad lines of the file that couldn't be read
 */
public record AnswerSource(
        String name, ScoredDataset dataset, Map<Integer, List<Answer>> documents, List<BadLine> bad) {
    /** Events carry a name, and make ids of it. */
    private static final int LONGEST_NAME = 150;

    public AnswerSource {
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("a data set's name must have from 1 to " + LONGEST_NAME + " characters");
        }
        documents = Map.copyOf(documents);
        bad = List.copyOf(bad);
    }

    /**
     * From a data set's name; or from a file of lines {@code {prompt, answers, kind}}, of which only the answers must be
     * there, in the order of the documents. A prompt says by which label its questions begin, and a kind how answers
     * compare; without them both come from the file's name where it begins with a known set's ({@code gsm8k_30.jsonl.gz}).
     *
     * @throws IllegalArgumentException when the argument is neither, with the names there are
     * @throws IOException when the file can't be read
     */
    public static AnswerSource of(String fileOrName) throws IOException {
        Path file = Path.of(fileOrName);
        if (!Files.isRegularFile(file)) {
            return new AnswerSource(fileOrName, ScoredDataset.named(fileOrName), Map.of(), List.of());
        }
        String base = file.getFileName().toString();
        String name = base.replaceFirst("\\.gz$", "").replaceFirst("\\.jsonl?$", "");
        Map<Integer, List<Answer>> documents = new HashMap<>();
        List<BadLine> bad = new ArrayList<>();
        ScoredDataset dataset = null;
        try (TextLines lines = TextLines.open(file)) {
            for (int document = 0; ; document++) {
                try {
                    String line = lines.next();
                    if (line == null) {
                        return new AnswerSource(name, known(name, dataset), documents, bad);
                    }
                    DocumentLine read = DocumentLine.parse(line, name);
                    dataset = dataset == null ? read.dataset() : dataset;
                    documents.put(document, read.answers());
                } catch (BadLineException e) {
                    bad.add(new BadLine(base, lines.line(), e.getMessage()));
                }
            }
        }
    }

    /** A document's answers with their labels: the prediction's own, or the file's where these are the same. */
    Optional<List<Answer>> answers(Prediction prediction) {
        List<Answer> here = documents.get(prediction.document());
        if (prediction.answers().isEmpty()) {
            return Optional.ofNullable(here);
        }
        return Optional.of(
                here != null && texts(here).equals(texts(prediction.answers())) ? here : prediction.answers());
    }

    private static ScoredDataset known(String name, ScoredDataset read) {
        return read == null ? ScoredDataset.named(name) : read;
    }

    private static List<String> texts(List<Answer> answers) {
        return answers.stream().map(Answer::answer).toList();
    }
}
