package dev.scopestream.engine.resume;

import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.SnapshotProblem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Byte format of snapshots, little endian: magic (i32), version (i32), SHA-256 of model, prompt and options (32 bytes each), time
 * spent decoding (i64, ns), account (i64, f64, i64, i64, i64, f64), slots, number of tokens, number of parts (i32 each),
 * tokens (i32 each), bytes of each part (i32 each), the parts, CRC32C of everything before (i32).
 */
public final class SnapshotCodec {
    private static final int MAGIC = 0x53524353;
    private static final int VERSION = 5;
    private static final int FIXED_BYTES = 8 + 3 * RequestDigest.BYTES + 7 * Long.BYTES + 3 * Integer.BYTES;
    private static final int MOST_PARTS = 1024;

    /** Result of decoding. */
    public sealed interface Decoded {}

    public record Intact(Snapshot snapshot) implements Decoded {}

    public record Unusable(SnapshotProblem problem) implements Decoded {}

    private SnapshotCodec() {}

    /** Most bytes of a snapshot of so many tokens whose row's parts have {@code rowBytes} together. */
    static long bytes(int tokens, long rowBytes) {
        return FIXED_BYTES + 4L * tokens + 4L * MOST_PARTS + rowBytes + Integer.BYTES;
    }

    /** @throws ArithmeticException when it would have more than 2^31 - 1 bytes */
    public static ByteBuffer encode(Snapshot snapshot) {
        List<ByteBuffer> row = snapshot.row();
        long bytes = FIXED_BYTES
                + 4L * snapshot.tokens().size()
                + 4L * row.size()
                + row.stream().mapToLong(ByteBuffer::remaining).sum()
                + Integer.BYTES;
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC).putInt(VERSION);
        out.put(HexFormat.of().parseHex(snapshot.request().model()));
        out.put(HexFormat.of().parseHex(snapshot.request().prompt()));
        out.put(HexFormat.of().parseHex(snapshot.request().options()));
        out.putLong(snapshot.decodeNanos());
        Snapshot.Account a = snapshot.account();
        out.putLong(a.peak()).putDouble(a.sum()).putLong(a.observations());
        out.putLong(a.evictedPrefill()).putLong(a.evictedDecode()).putDouble(a.lostPrefill());
        out.putInt(snapshot.slots()).putInt(snapshot.tokens().size()).putInt(row.size());
        snapshot.tokens().stream().forEach(out::putInt);
        row.forEach(part -> out.putInt(part.remaining()));
        row.forEach(part -> out.put(part.duplicate()));
        return out.putInt(checksum(out.duplicate().flip())).flip();
    }

    /** Decodes any bytes, without copying the row's parts. Never throws. */
    public static Decoded decode(ByteBuffer bytes) {
        ByteBuffer in = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        int end = in.limit() - Integer.BYTES;
        if (end < FIXED_BYTES || in.getInt(0) != MAGIC || in.getInt(end) != checksum(in.slice(0, end))) {
            return new Unusable(SnapshotProblem.DAMAGED);
        }
        if (in.getInt(Integer.BYTES) != VERSION) {
            return new Unusable(SnapshotProblem.OTHER_VERSION);
        }
        in.limit(end).position(2 * Integer.BYTES);
        RequestDigest request = new RequestDigest(digest(in), digest(in), digest(in));
        long nanos = in.getLong();
        Snapshot.Account account = new Snapshot.Account(
                in.getLong(), in.getDouble(), in.getLong(), in.getLong(), in.getLong(), in.getDouble());
        int slots = in.getInt();
        int count = in.getInt();
        int parts = in.getInt();
        boolean small = count >= 1 && parts >= 0 && parts <= MOST_PARTS && slots >= 0 && nanos >= 0;
        if (!small || in.remaining() < 4L * count + 4L * parts) {
            return new Unusable(SnapshotProblem.BAD_SHAPE);
        }
        int[] tokens = new int[count];
        in.asIntBuffer().get(tokens);
        in.position(in.position() + 4 * count);
        List<ByteBuffer> row = row(in, parts);
        return row.size() == parts && !in.hasRemaining() && sane(account)
                ? new Intact(new Snapshot(request, IntArray.of(tokens), account, nanos, slots, row))
                : new Unusable(SnapshotProblem.BAD_SHAPE);
    }

    private static boolean sane(Snapshot.Account a) {
        return a.peak() >= 0
                && a.observations() >= 0
                && a.evictedPrefill() >= 0
                && a.evictedDecode() >= 0
                && a.sum() >= 0
                && a.sum() <= Double.MAX_VALUE
                && Math.abs(a.lostPrefill()) <= Double.MAX_VALUE;
    }

    /** The parts, or fewer where the bytes end too early. */
    private static List<ByteBuffer> row(ByteBuffer in, int parts) {
        int[] lengths = new int[parts];
        in.asIntBuffer().get(lengths);
        in.position(in.position() + 4 * parts);
        List<ByteBuffer> row = new ArrayList<>();
        for (int length : lengths) {
            if (length < 0 || length > in.remaining()) {
                return row;
            }
            row.add(in.slice(in.position(), length));
            in.position(in.position() + length);
        }
        return row;
    }

    private static String digest(ByteBuffer in) {
        byte[] bytes = new byte[RequestDigest.BYTES];
        in.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
