package dev.scopestream.events;

import java.util.List;

/**
 * The expected answers of a prompt, on {@link Topics#REFERENCES}; may come before or after the result.
 *
 * @param id the request's id
 */
public record ReferenceEvent(String id, String dataset, int document, AnswerKind kind, List<Answer> answers) {
    public ReferenceEvent {
        answers = List.copyOf(answers);
    }

    static ReferenceEvent read(Fields f) {
        return Expected.read(f).forRequest(f.id());
    }
}
