package dev.scopestream.client.dataset;

import dev.scopestream.events.Answer;
import java.util.List;

/**
 * One long prompt of many questions.
 *
 * @param number its index in the set, from 0
 * @param task the subject that its questions are of, or empty
 * @param system system text, or empty
 * @param prompt the text with the examples and the questions
 * @param questions the questions as they stand in the prompt
 * @param answers their answers, in the same order, with the questions' numbers
 * @param output the expected output text, or empty when it isn't known
 */
public record Document(
        int number,
        String task,
        String system,
        String prompt,
        List<String> questions,
        List<Answer> answers,
        String output) {

    public Document {
        questions = List.copyOf(questions);
        answers = List.copyOf(answers);
    }
}
