package dev.scopestream.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes and strictly reads one kind of record. Whatever {@link #encode} writes, {@link #decode} reads.
 *
 * @param <T> the record
 */
public final class EventCodec<T> {
    public static final EventCodec<PromptEvent> PROMPT =
            new EventCodec<>("prompt", Limits.PROMPT_BYTES, PromptJsonReader::read);
    public static final EventCodec<ChunkEvent> CHUNK = new EventCodec<>("chunk", Limits.OTHER_BYTES, ChunkEvent::read);
    public static final EventCodec<ResultEvent> RESULT =
            new EventCodec<>("result", Limits.RESULT_BYTES, ResultEvent::read);
    /** Of a sample that has ended, as checkpoints have it while others go on. */
    public static final EventCodec<ResultChoice> CHOICE =
            new EventCodec<>("choice", Limits.RESULT_BYTES, ResultChoice::read);

    public static final EventCodec<ReferenceEvent> REFERENCE =
            new EventCodec<>("reference", Limits.OTHER_BYTES, ReferenceEvent::read);
    public static final EventCodec<AccuracyEvent> ACCURACY =
            new EventCodec<>("accuracy", Limits.OTHER_BYTES, AccuracyEvent::read);
    public static final EventCodec<AccuracySummary> SUMMARY =
            new EventCodec<>("accuracy-summary", Limits.OTHER_BYTES, AccuracySummary::read);
    public static final EventCodec<CancelEvent> CANCEL =
            new EventCodec<>("cancel", Limits.OTHER_BYTES, CancelEvent::read);

    /** Makes an event of an object's fields, checking each. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Fields fields);
    }

    private final String name;
    private final int limit;
    private final Reader<T> reader;

    private EventCodec(String name, int limit, Reader<T> reader) {
        this.name = name;
        this.limit = limit;
        this.reader = reader;
    }

    public static List<EventCodec<?>> all() {
        return List.of(PROMPT, CHUNK, RESULT, REFERENCE, ACCURACY, SUMMARY, CANCEL);
    }

    /** The kind's name, which is its schema's too. */
    public String name() {
        return name;
    }

    /** Most bytes that a record of this kind may have. */
    public int limitBytes() {
        return limit;
    }

    /** The same codec with another limit of a record's bytes. */
    public EventCodec<T> withLimit(int bytes) {
        return new EventCodec<>(name, bytes, reader);
    }

    /**
     * JSON in UTF-8.
     *
     * @throws InvalidEventException when the event breaks the contract (too long, not finite, ...)
     */
    public byte[] encode(T event) {
        try {
            JsonNode tree = JsonText.MAPPER.valueToTree(event);
            reader.read(Fields.of(tree, ""));
            byte[] bytes = JsonText.MAPPER.writeValueAsBytes(tree);
            if (bytes.length > limit) {
                throw new InvalidEventException(
                        "$", "has " + bytes.length + " bytes, at most " + limit + " are allowed");
            }
            return bytes;
        } catch (JsonProcessingException e) {
            throw new InvalidEventException("$", "can't be written: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Reads an event.
     *
     * @throws InvalidEventException naming the first field that is wrong; nothing else is thrown
     */
    public T decode(byte[] bytes) {
        return reader.read(Fields.of(JsonText.parse(bytes, limit), ""));
    }

    /** The JSON Schema (draft 2020-12) of this kind. */
    public String schema() {
        return schema(name);
    }

    /** The JSON Schema by name: a codec's name, or {@code dead-letter} for the headers of a dead letter. */
    public static String schema(String name) {
        String resource = "schema/" + name + ".json";
        try (InputStream in = EventCodec.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no schema '" + name + "'");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
