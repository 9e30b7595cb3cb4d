package dev.scopestream.events;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.header.Headers;

/**
 * Why a prompt wasn't served: the headers of a record on {@link Topics#DEAD_LETTERS}, whose key and value are the
 * original's bytes.
 *
 * @param reason for the refusal
 * @param field JSON path of the refused value, {@code $} the whole record
 * @param attempts how often the prompt was started, 0: never
 * @param worker the generator that gave up
 */
public record DeadLetter(
        String reason, String field, int attempts, String sourceTopic, int partition, long offset, String worker) {

    public static DeadLetter of(
            InvalidEventException e, String sourceTopic, int partition, long offset, String worker) {
        return new DeadLetter(e.reason(), e.field(), 0, sourceTopic, partition, offset, worker);
    }

    /** Header names and values, in order. */
    public Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put(DeadLetterHeaders.REASON, reason);
        values.put(DeadLetterHeaders.FIELD, field);
        values.put(DeadLetterHeaders.ATTEMPTS, Integer.toString(attempts));
        values.put(DeadLetterHeaders.SOURCE_TOPIC, sourceTopic);
        values.put(DeadLetterHeaders.SOURCE_PARTITION, Integer.toString(partition));
        values.put(DeadLetterHeaders.SOURCE_OFFSET, Long.toString(offset));
        values.put(DeadLetterHeaders.WORKER, worker);
        return values;
    }

    /** Adds the headers, replacing any of the same name. */
    public void writeTo(Headers headers) {
        values().forEach((name, value) -> {
            headers.remove(name);
            headers.add(name, value.getBytes(StandardCharsets.UTF_8));
        });
    }

    /** Reads what headers there are; a missing text is empty, a missing or unreadable number -1. */
    public static DeadLetter from(Headers headers) {
        return new DeadLetter(
                PromptHeaders.text(headers, DeadLetterHeaders.REASON),
                PromptHeaders.text(headers, DeadLetterHeaders.FIELD),
                (int) number(headers, DeadLetterHeaders.ATTEMPTS),
                PromptHeaders.text(headers, DeadLetterHeaders.SOURCE_TOPIC),
                (int) number(headers, DeadLetterHeaders.SOURCE_PARTITION),
                number(headers, DeadLetterHeaders.SOURCE_OFFSET),
                PromptHeaders.text(headers, DeadLetterHeaders.WORKER));
    }

    private static long number(Headers headers, String name) {
        String text = PromptHeaders.text(headers, name);
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
    }
}
