package dev.scopestream.client.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * MMLU's chain-of-thought examples by task, put in LongGenBench's form as the reference does: a question ends at its
 * first {@code (D)}, the last choice's text is lost, and an answer at {@code The answer is (C)}, without its dot.
 */
final class MmluDemos {
    private static final Pattern QUESTION = Pattern.compile("Q: (.*?\\(D\\))", Pattern.DOTALL);
    private static final Pattern ANSWER = Pattern.compile("A: (Let.*?The answer is \\(\\w\\))", Pattern.DOTALL);

    private final Map<String, String> byTask;

    private MmluDemos(Map<String, String> byTask) {
        this.byTask = byTask;
    }

    static MmluDemos bundled() {
        try {
            return new MmluDemos(new ObjectMapper()
                    .readValue(LongGenBench.resource("demos-mmlu.json"), new TypeReference<Map<String, String>>() {}));
        } catch (JsonProcessingException e) {
            throw new DatasetException("demos-mmlu.json of this build is damaged: " + e.getOriginalMessage(), e);
        }
    }

    /** The examples of a task; empty for a task that isn't MMLU's. */
    Optional<String> examples(String task) {
        return Optional.ofNullable(byTask.get(task))
                .map(text -> numbered("Question_", QUESTION, text) + numbered("Answer_", ANSWER, text));
    }

    private static String numbered(String head, Pattern pattern, String text) {
        StringBuilder out = new StringBuilder();
        Matcher m = pattern.matcher(text);
        for (int n = 1; m.find(); n++) {
            out.append(head).append(n).append(":\n").append(m.group(1)).append("\n\n");
        }
        return out.toString();
    }
}
