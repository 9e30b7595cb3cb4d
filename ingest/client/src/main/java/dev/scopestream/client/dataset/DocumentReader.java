package dev.scopestream.client.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.events.Answer;
import dev.scopestream.events.AnswerKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One line of a set's file as a document. */
final class DocumentReader {
    private static final String HEAD = "Examples: \n";
    private static final String QUESTIONS = "Following Question: \n";
    private static final Pattern LABEL = Pattern.compile("^Question_(\\d{1,6}):", Pattern.MULTILINE);
    private static final Pattern CHOICE = Pattern.compile("\\(?[A-Z]\\)?");

    private DocumentReader() {}

    static JsonNode tree(Map<String, Object> line) {
        return new ObjectMapper().valueToTree(line);
    }

    /** @throws DatasetException naming the field that is missing or wrong */
    static Document read(JsonNode node, int number) {
        String prompt = text(node, "prompt");
        if (prompt.isEmpty()) {
            throw new DatasetException("prompt is empty");
        }
        List<String> questions = node.hasNonNull("questions") ? texts(node, "questions") : List.of();
        List<String> answers = texts(node, "answers");
        if (!questions.isEmpty() && questions.size() != answers.size()) {
            throw new DatasetException("has " + questions.size() + " questions but " + answers.size() + " answers");
        }
        int first = firstLabel(prompt);
        List<Answer> labelled = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            // several answers without questions are alternatives of one
            labelled.add(new Answer(questions.isEmpty() ? first : first + i, answers.get(i)));
        }
        return new Document(number, optional(node, "task"), system(node), prompt, questions, labelled, "");
    }

    /** How answers compare: as the line says, or as the answers look. */
    static AnswerKind kind(JsonNode node) {
        if (node.hasNonNull("kind")) {
            return DatasetFile.kindNamed(text(node, "kind"));
        }
        boolean choices =
                texts(node, "answers").stream().allMatch(a -> CHOICE.matcher(a).matches());
        return choices ? AnswerKind.CHOICE : AnswerKind.NUMBER;
    }

    /** The system text: as the line says, or LongGenBench's where the prompt has its form. */
    static String system(JsonNode node) {
        if (node.hasNonNull("system")) {
            return text(node, "system");
        }
        if (!text(node, "prompt").startsWith(HEAD)) {
            return "";
        }
        return node.hasNonNull("task") ? LongGenBench.SYSTEM_MMLU : LongGenBench.SYSTEM;
    }

    private static int firstLabel(String prompt) {
        int start = prompt.indexOf(QUESTIONS);
        Matcher m = LABEL.matcher(prompt);
        boolean found = start < 0 ? m.find() : m.find(start);
        return found ? Integer.parseInt(m.group(1)) : 1;
    }

    private static String optional(JsonNode node, String name) {
        return node.hasNonNull(name) ? text(node, name) : "";
    }

    private static String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (!value.isTextual()) {
            throw new DatasetException(name + (value.isMissingNode() ? " is missing" : " is not a string"));
        }
        return value.textValue();
    }

    private static List<String> texts(JsonNode node, String name) {
        JsonNode list = node.path(name);
        if (!list.isArray()) {
            throw new DatasetException(name + (list.isMissingNode() ? " is missing" : " is not an array"));
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode item : list) {
            if (!item.isTextual() && !item.isNumber()) {
                throw new DatasetException(name + "[" + texts.size() + "] is not a string");
            }
            texts.add(item.asText());
        }
        return texts;
    }
}
