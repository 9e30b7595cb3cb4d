package dev.scopestream.client.batch;

import java.util.List;

/** The input as a whole is no batch: none of its lines is sent. */
public final class InvalidBatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * What is wrong, as OpenAI's batch objects say it.
     *
     * @param code a word for programs
     * @param param the field that is wrong; null: none is
     * @param line from 1; null: the file as a whole
     */
    public record Problem(String code, String message, String param, Long line) {}

    /** @param problems at least one */
    public InvalidBatchException(List<Problem> problems) {
        super(problems.get(0).message());
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
