package dev.scopestream.events;

import java.util.List;

/**
 * Which document of which data set a prompt is, and what should come out.
 *
 * @param dataset its name, such as gsm8k_30
 * @param document the document's number in the set, from 0
 * @param kind how answers compare
 * @param answers in the order of the prompt's questions
 */
public record Expected(String dataset, int document, AnswerKind kind, List<Answer> answers) {
    public Expected {
        answers = List.copyOf(answers);
    }

    static Expected read(Fields f) {
        return new Expected(
                f.text("dataset", 1, Limits.NAME_CHARS),
                f.integer("document", 0, Integer.MAX_VALUE),
                f.choice("kind", AnswerKind.class),
                f.list("answers", 0, Limits.ANSWERS, Answer::read));
    }

    public ReferenceEvent forRequest(String id) {
        return new ReferenceEvent(id, dataset, document, kind, answers);
    }
}
