package dev.scopestream.client.openai;

import java.util.Arrays;
import java.util.Optional;

/** The calls that generate text. */
public enum Endpoint {
    CHAT("/v1/chat/completions", "chat.completion", "chat.completion.chunk"),
    COMPLETIONS("/v1/completions", "text_completion", "text_completion");

    private final String path;
    private final String object;
    private final String eventObject;

    Endpoint(String path, String object, String eventObject) {
        this.path = path;
        this.object = object;
        this.eventObject = eventObject;
    }

    public static Optional<Endpoint> of(String path) {
        return Arrays.stream(values()).filter(e -> e.path.equals(path)).findFirst();
    }

    /** The path of its URL. */
    public String path() {
        return path;
    }

    /** The field {@code object} of a whole answer. */
    String object() {
        return object;
    }

    /** The field {@code object} of a streamed event. */
    String eventObject() {
        return eventObject;
    }
}
