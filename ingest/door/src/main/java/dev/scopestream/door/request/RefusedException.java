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

    public OpenAiError error() {
        return error;
    }
}
