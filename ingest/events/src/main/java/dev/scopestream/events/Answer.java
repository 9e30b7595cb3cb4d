package dev.scopestream.events;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The expected answer of one question.
 *
 * @param label the question's number in the prompt: the 9 of {@code Question_9}
 * @param answer as its data set has it: a number, a choice's letter, or a worked solution that ends with {@code #### 18}
 */
public record Answer(int label, String answer) {
    static Answer read(JsonNode node, String path) {
        Fields f = Fields.of(node, path);
        return new Answer(f.integer("label", 0, Integer.MAX_VALUE), f.text("answer", 0, Limits.ANSWER_CHARS));
    }
}
