package dev.scopestream.door.request;

import dev.scopestream.client.openai.OpenAiError;

/** A request is answered with an error at once. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient OpenAiError error;

    public RefusedException(OpenAiError error) {
        super(error.message());
        this.error = error;
    }

    /**
     * A part of the request is wrong (400).
     *
     * @param param the field or query parameter; null: it's none
     */
    public static RefusedException wrong(String message, String param) {
        return new RefusedException(OpenAiError.invalid(400, message, param, null));
    }

    public OpenAiError error() {
        return error;
    }
}
