package dev.scopestream.generator.prompt;

import dev.scopestream.events.InvalidEventException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * On whose behalf a prompt runs, by two optional headers of its record.
 *
 * @param tenant {@value #TENANT}: tenants share the generator by weights; empty when there is none
 * @param priority {@value #PRIORITY}, a decimal number: higher ones of a tenant go first
 */
public record Sender(String tenant, int priority) {
    public static final String TENANT = "scope-tenant";
    public static final String PRIORITY = "scope-priority";
    public static final int MOST = 1000;
    private static final int LONGEST = 200;

    /** @throws InvalidEventException naming the header that is wrong */
    public static Sender of(Headers headers) {
        String tenant = text(headers, TENANT);
        String priority = text(headers, PRIORITY);
        if (!priority.isEmpty() && !priority.matches("-?[0-9]{1,4}")) {
            throw new InvalidEventException("header " + PRIORITY, "must be a number from -" + MOST + " to " + MOST);
        }
        int value = priority.isEmpty() ? 0 : Integer.parseInt(priority);
        if (Math.abs(value) > MOST) {
            throw new InvalidEventException("header " + PRIORITY, "must be from -" + MOST + " to " + MOST);
        }
        return new Sender(tenant, value);
    }

    private static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        if (header == null || header.value() == null) {
            return "";
        }
        if (header.value().length > LONGEST) {
            throw new InvalidEventException("header " + name, "has more than " + LONGEST + " bytes");
        }
        return new String(header.value(), StandardCharsets.UTF_8);
    }
}
