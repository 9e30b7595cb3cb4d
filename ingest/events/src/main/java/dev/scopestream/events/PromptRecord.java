package dev.scopestream.events;

import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A record of {@link Topics#PROMPTS}: its key is the request's id, and the value may repeat it. */
public final class PromptRecord {
    private PromptRecord() {}

    /**
     * The prompt, with its id.
     *
     * @param key UTF-8, or null when the value has the id
     * @throws InvalidEventException as {@link EventCodec#decode}; and, with the field {@code id}, when there is none or
     *     key and value disagree
     */
    public static PromptEvent decode(byte[] key, byte[] value) {
        return decode(EventCodec.PROMPT, key, value);
    }

    /** As {@link #decode(byte[], byte[])}, with a codec of another limit. */
    public static PromptEvent decode(EventCodec<PromptEvent> codec, byte[] key, byte[] value) {
        PromptEvent event = codec.decode(value);
        if (key == null || key.length == 0) {
            if (event.id() == null) {
                throw new InvalidEventException("id", "is missing, and the record has no key");
            }
            return event;
        }
        String id = id(key);
        if (event.id() != null && !event.id().equals(id)) {
            throw new InvalidEventException(
                    "id", Values.quote(event.id()) + " is not the record's key, " + Values.quote(id));
        }
        return event.withId(id);
    }

    /**
     * The request id that a key is.
     *
     * @throws InvalidEventException with the field {@code id}
     */
    public static String id(byte[] key) {
        try {
            return id(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new InvalidEventException("id", "the record's key is not UTF-8", e);
        }
    }

    /**
     * A text that is to be a request's id.
     *
     * @throws InvalidEventException with the field {@code id}, when it can't be one
     */
    public static String id(String text) {
        return Values.id(TextNode.valueOf(text), "id");
    }
}
