package dev.scopestream.events;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Which prompt a final record ends, besides the place that its {@link DeadLetterHeaders} name: a topic that was made anew,
 * a log that lost its end, and a mirrored topic have other prompts at the same places.
 *
 * <p>The header {@value #HEADER} of results and dead letters has 16 hexadecimal digits: the first 64 bits of SHA-256 of the
 * prompt record's timestamp (8 bytes, big endian), the length of its key (4 bytes; -1: no key), key and value.
 */
public final class SourceDigest {
    public static final String HEADER = "scope-source-digest";

    private static final byte[] NONE = {};

    private SourceDigest() {}

    /** The digest of a prompt's record. */
    public static long of(ConsumerRecord<byte[], byte[]> prompt) {
        byte[] key = prompt.key();
        ByteBuffer start = ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(prompt.timestamp())
                .putInt(key == null ? -1 : key.length);
        return first(start.array(), key == null ? NONE : key, prompt.value() == null ? NONE : prompt.value());
    }

    /** Stands for a final record without the header, from its key: the prompt's. */
    public static long ofKey(byte[] key) {
        return first(key == null ? NONE : key);
    }

    /** Adds the header, replacing any. */
    public static void write(Headers headers, ConsumerRecord<byte[], byte[]> prompt) {
        headers.remove(HEADER);
        headers.add(HEADER, HexFormat.of().toHexDigits(of(prompt)).getBytes(StandardCharsets.US_ASCII));
    }

    /** The digest that a final record's header has; empty: there is none, or it is no digest. */
    public static OptionalLong read(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        if (header == null || header.value() == null || header.value().length != 2 * Long.BYTES) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(
                    HexFormat.fromHexDigitsToLong(new String(header.value(), StandardCharsets.US_ASCII)));
        } catch (IllegalArgumentException e) {
            return OptionalLong.empty();
        }
    }

    private static long first(byte[]... parts) {
        MessageDigest digest = Sha256.begin();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return ByteBuffer.wrap(digest.digest()).getLong();
    }
}
