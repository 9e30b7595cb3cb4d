package dev.scopestream.spill.checkpoint;

import dev.scopestream.spill.MissReason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What a checkpoint file says of itself. As bytes, little endian: magic, version, length of what follows up to the
 * checksum (i32 each), creation (i64, ms), space (i64), partition (i32), offset (i64), prompt (i64), attempt (i32), tokens
 * (i32), fingerprints of model and policy (i64 each), bytes of the payload (i64), number (i32), digest of the base (32 bytes,
 * all zero for none), length of the writer's name (i32), the name in UTF-8; CRC32C of all before (i32).
 *
 * @param createdMillis by the writer's clock
 * @param tokens generated so far
 * @param model fingerprint of the model, its types and the program that runs it
 * @param policy fingerprint of the cache policy and its parameters
 * @param payloadBytes before compression
 * @param writer the instance that saved it, at most {@value #MOST_NAME_BYTES} bytes of UTF-8
 * @param number of a whole checkpoint, or of the one that this is the changes of: later ones of an attempt have higher ones
 * @param base of changes: SHA-256 (hex) that ends the whole checkpoint; empty for a whole one
 */
public record CheckpointHeader(
        CheckpointId id,
        long createdMillis,
        int tokens,
        long model,
        long policy,
        long payloadBytes,
        String writer,
        int number,
        Optional<String> base) {
    static final int MAGIC = 0x504B_4353; // "SCKP"
    static final int VERSION = 2;
    /** Magic, version and length. */
    static final int LEAD_BYTES = 12;

    private static final int DIGEST_BYTES = 32;
    private static final int FIXED_BYTES = 7 * Long.BYTES + 5 * Integer.BYTES + DIGEST_BYTES;
    private static final int MOST_NAME_BYTES = 1024;
    static final int MOST_BYTES = LEAD_BYTES + FIXED_BYTES + MOST_NAME_BYTES + Integer.BYTES;

    public CheckpointHeader {
        if (tokens < 0
                || payloadBytes < 0
                || number < 0
                || writer.getBytes(StandardCharsets.UTF_8).length > MOST_NAME_BYTES) {
            throw new IllegalArgumentException(
                    "tokens " + tokens + ", bytes " + payloadBytes + ", writer of " + writer.length() + " characters");
        }
    }

    /** Of a whole checkpoint. */
    public CheckpointHeader(
            CheckpointId id,
            long createdMillis,
            int tokens,
            long model,
            long policy,
            long payloadBytes,
            String writer) {
        this(id, createdMillis, tokens, model, policy, payloadBytes, writer, 0, Optional.empty());
    }

    /** The same as a whole checkpoint of this number. */
    CheckpointHeader whole(int ofNumber) {
        return new CheckpointHeader(
                id, createdMillis, tokens, model, policy, payloadBytes, writer, ofNumber, Optional.empty());
    }

    /** The same as changes of a whole checkpoint. */
    CheckpointHeader changing(CheckpointHeader whole, String digest, long bytes) {
        return new CheckpointHeader(
                id, createdMillis, tokens, model, policy, bytes, writer, whole.number, Optional.of(digest));
    }

    /** The same with so many bytes of payload. */
    CheckpointHeader ofBytes(long bytes) {
        return new CheckpointHeader(id, createdMillis, tokens, model, policy, bytes, writer, number, base);
    }

    ByteBuffer encode() {
        byte[] name = writer.getBytes(StandardCharsets.UTF_8);
        int body = FIXED_BYTES + name.length;
        ByteBuffer out = ByteBuffer.allocate(LEAD_BYTES + body + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC).putInt(VERSION).putInt(body);
        out.putLong(createdMillis).putLong(id.space()).putInt(id.partition()).putLong(id.offset());
        out.putLong(id.prompt()).putInt(id.attempt()).putInt(tokens);
        out.putLong(model).putLong(policy).putLong(payloadBytes);
        out.putInt(number).put(base.map(HexFormat.of()::parseHex).orElse(new byte[DIGEST_BYTES]));
        out.putInt(name.length).put(name);
        return out.putInt(checksum(out.duplicate().flip())).flip();
    }

    /** Why a file that begins with these {@link #LEAD_BYTES} isn't one of this version; empty: it may be. */
    static Optional<MissReason> check(ByteBuffer lead) {
        if (lead.getInt(0) != MAGIC) {
            return Optional.of(MissReason.WRONG_MAGIC);
        }
        if (lead.getInt(4) != VERSION) {
            return Optional.of(MissReason.UNKNOWN_VERSION);
        }
        int body = lead.getInt(8);
        return body < FIXED_BYTES || body > FIXED_BYTES + MOST_NAME_BYTES
                ? Optional.of(MissReason.BAD_SHAPE)
                : Optional.empty();
    }

    /** Bytes of the header whose {@link #check checked} lead this is. */
    static int bytes(ByteBuffer lead) {
        return LEAD_BYTES + lead.getInt(8) + Integer.BYTES;
    }

    /** Decodes a whole header whose lead is checked. Empty: its checksum is wrong, or its numbers are. */
    static Optional<CheckpointHeader> decode(ByteBuffer bytes) {
        int end = bytes.limit() - Integer.BYTES;
        if (bytes.getInt(end) != checksum(bytes.slice(0, end))) {
            return Optional.empty();
        }
        ByteBuffer in = bytes.duplicate()
                .order(ByteOrder.LITTLE_ENDIAN)
                .position(LEAD_BYTES)
                .limit(end);
        try {
            long created = in.getLong();
            CheckpointId id = new CheckpointId(in.getLong(), in.getInt(), in.getLong(), in.getLong(), in.getInt());
            int tokens = in.getInt();
            long model = in.getLong();
            long policy = in.getLong();
            long payload = in.getLong();
            int number = in.getInt();
            byte[] digest = new byte[DIGEST_BYTES];
            in.get(digest);
            Optional<String> base = Arrays.equals(digest, new byte[DIGEST_BYTES])
                    ? Optional.empty()
                    : Optional.of(HexFormat.of().formatHex(digest));
            if (in.getInt() != in.remaining()) {
                return Optional.empty();
            }
            String writer = StandardCharsets.UTF_8.decode(in).toString();
            return Optional.of(new CheckpointHeader(id, created, tokens, model, policy, payload, writer, number, base));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
