package dev.scopestream.client.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The files in which GSM8K and CommonsenseQA are published. */
public final class RawSources {
    private RawSources() {}

    /** GSM8K's test.jsonl: {@code {"question", "answer"}}. */
    public static Questions gsm8k(Path file) {
        return lines(file, node -> new Question("", text(node, "question"), text(node, "answer")));
    }

    /**
     * CommonsenseQA's dev_rand_split.jsonl ({@code {"answerKey", "question": {"stem", "choices": [{"label", "text"}]}}}),
     * or the validation split as Hugging Face has it
     * ({@code {"question", "choices": {"label": [], "text": []}, "answerKey"}}).
     */
    public static Questions csqa(Path file) {
        return lines(file, node -> {
            boolean nested = node.path("question").isObject();
            String stem = nested ? text(node.get("question"), "stem") : text(node, "question");
            JsonNode choices = nested ? node.get("question").path("choices") : node.path("choices");
            return new Question("", stem + "\n" + choices(choices), text(node, "answerKey"));
        });
    }

    private static String choices(JsonNode choices) {
        List<String> parts = new ArrayList<>();
        if (choices.isArray()) {
            choices.forEach(c -> parts.add("(" + text(c, "label") + ") " + text(c, "text")));
        } else {
            JsonNode labels = choices.path("label");
            JsonNode texts = choices.path("text");
            if (!labels.isArray() || labels.size() != texts.size()) {
                throw new DatasetException("choices has not as many labels as texts");
            }
            for (int i = 0; i < labels.size(); i++) {
                parts.add("(" + labels.get(i).asText() + ") " + texts.get(i).asText());
            }
        }
        if (parts.isEmpty()) {
            throw new DatasetException("choices is missing");
        }
        return String.join(" ", parts);
    }

    static Questions lines(Path file, Function<JsonNode, Question> reader) {
        BadLines bad = new BadLines();
        List<Question> questions = new ArrayList<>();
        String source = String.valueOf(file.getFileName());
        JsonLines.read(file, bad, (node, line) -> {
            try {
                questions.add(reader.apply(node));
            } catch (DatasetException e) {
                bad.add(source, line, e.getMessage());
            }
        });
        return new Questions(questions, bad);
    }

    private static String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw new DatasetException(name + (value.isMissingNode() ? " is missing" : " is not a text"));
        }
        return value.textValue();
    }
}
