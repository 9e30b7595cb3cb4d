package dev.scopestream.generator.prompt;

import dev.scopestream.events.ForeignHeaders;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.PromptHeaders;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * On whose behalf a prompt runs, by optional headers of its record.
 *
 * @param tenant {@link PromptHeaders#TENANT}: tenants share the generator by weights; empty when there is none
 * @param priority {@link PromptHeaders#PRIORITY}, a decimal number: higher ones of a tenant go first
 * @param replyTopic {@link PromptHeaders#REPLY_TOPIC}: gets a copy of the final record; empty when there is none
 * @param kept {@link PromptHeaders#KEPT}: chunks say which positions the layers keep
 * @param headers the sender's own, which chunks and the final record carry too
 */
public record Sender(String tenant, int priority, String replyTopic, boolean kept, List<Header> headers) {
    public static final int MOST = 1000;
    /** Bytes of a header that is read. */
    public static final int LONGEST = 250;

    public Sender {
        headers = List.copyOf(headers);
    }

    /** @throws InvalidEventException naming the header that is wrong */
    public static Sender of(Headers headers) {
        String tenant = text(headers, PromptHeaders.TENANT);
        String priority = text(headers, PromptHeaders.PRIORITY);
        if (!priority.isEmpty() && !priority.matches("-?[0-9]{1,4}")) {
            throw new InvalidEventException(
                    "header " + PromptHeaders.PRIORITY, "must be a number from -" + MOST + " to " + MOST);
        }
        int value = priority.isEmpty() ? 0 : Integer.parseInt(priority);
        if (Math.abs(value) > MOST) {
            throw new InvalidEventException(
                    "header " + PromptHeaders.PRIORITY, "must be from -" + MOST + " to " + MOST);
        }
        return new Sender(
                tenant,
                value,
                text(headers, PromptHeaders.REPLY_TOPIC),
                text(headers, PromptHeaders.KEPT).equals("true"),
                ForeignHeaders.of(headers));
    }

    /** The tenant that a record of ours names; empty when there is none. */
    public static String tenantOf(Headers headers) {
        return PromptHeaders.text(headers, PromptHeaders.TENANT);
    }

    private static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        if (header != null && header.value() != null && header.value().length > LONGEST) {
            throw new InvalidEventException("header " + name, "has more than " + LONGEST + " bytes");
        }
        return PromptHeaders.text(headers, name);
    }
}
