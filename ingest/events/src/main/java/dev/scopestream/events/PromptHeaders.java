package dev.scopestream.events;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Names of a prompt's headers that this pipeline reads; results and cancellations have the tenant, too. */
public final class PromptHeaders {
    /** On whose behalf it runs. */
    public static final String TENANT = "scope-tenant";

    /** A decimal number: higher ones of a tenant go first. */
    public static final String PRIORITY = "scope-priority";

    /** A topic that gets a copy of the final record. */
    public static final String REPLY_TOPIC = "scope-reply-topic";

    /** {@code true}: chunks say which positions each layer keeps ({@link KeptPositions}), where evicted entries are spilled. */
    public static final String KEPT = "scope-kept-positions";

    private PromptHeaders() {}

    /** The last header of this name as text; empty when there is none. */
    public static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
