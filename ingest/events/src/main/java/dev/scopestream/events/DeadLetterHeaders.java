package dev.scopestream.events;

import java.util.List;

/** The names of a dead letter's headers; their values are UTF-8 text, numbers in decimal. */
public final class DeadLetterHeaders {
    public static final String REASON = "scope-reason";
    public static final String FIELD = "scope-field";
    public static final String ATTEMPTS = "scope-attempts";
    public static final String SOURCE_TOPIC = "scope-source-topic";
    public static final String SOURCE_PARTITION = "scope-source-partition";
    public static final String SOURCE_OFFSET = "scope-source-offset";
    public static final String WORKER = "scope-worker";

    private DeadLetterHeaders() {}

    public static List<String> all() {
        return List.of(REASON, FIELD, ATTEMPTS, SOURCE_TOPIC, SOURCE_PARTITION, SOURCE_OFFSET, WORKER);
    }
}
