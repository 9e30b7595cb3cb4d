package dev.scopestream.generator.resume.topic;

import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * The pointers of one partition as the metadata of a committed offset: base64 (RFC 4648, section 4, without padding) of magic
 * 'P', version 2, committed offset (8 bytes), id of the prompts' topic (16 bytes), number of pointers; each, by ascending
 * prompt: offset of the prompt less the one before, attempt, most records, slots, and the records of the whole checkpoint and of
 * its changes: number (0: no changes), and unless that is 0 committed offset less the first record's, span, slot; CRC-32C (4
 * bytes). Big endian; numbers without a length are variable-length ones of 7 bits a byte, offsets and distances zigzag-encoded.
 */
public final class PointerCodec {
    /** What a broker takes by default ({@code offset.metadata.max.bytes}). */
    private static final int MAX_CHARS = 4096;

    private static final int MAX_BYTES = MAX_CHARS / 4 * 3;
    private static final byte MAGIC = 'P';
    private static final byte VERSION = 2;
    /** Pointers to whole checkpoints alone. */
    private static final byte BEFORE_CHANGES = 1;

    private static final int MOST = 1 << 10;
    private static final int LEAD_BYTES = 2 + 3 * Long.BYTES;

    private PointerCodec() {}

    /**
     * The pointers of one partition.
     *
     * @param topic id of the prompts' topic
     * @param pointers by the offset of the prompt
     */
    public record Pointers(Uuid topic, Map<Long, CheckpointPointer> pointers) {}

    /** Where not all fit, the oldest are left out. */
    static String encodeNewest(long committed, Pointers all) {
        List<Map.Entry<Long, CheckpointPointer>> newestFirst = all.pointers().entrySet().stream()
                .sorted(Comparator.comparingLong(
                        entry -> -entry.getValue().newest().first()))
                .toList();
        for (int count = newestFirst.size(); ; count--) {
            Map<Long, CheckpointPointer> some =
                    newestFirst.stream().limit(count).collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            Optional<String> encoded = encode(committed, new Pointers(all.topic(), some));
            if (encoded.isPresent()) {
                return encoded.get();
            }
        }
    }

    /** Empty: they don't fit. */
    static Optional<String> encode(long committed, Pointers all) {
        ByteBuffer out = ByteBuffer.allocate(MAX_BYTES);
        try {
            out.put(MAGIC).put(VERSION).putLong(committed);
            out.putLong(all.topic().getMostSignificantBits())
                    .putLong(all.topic().getLeastSignificantBits());
            ByteUtils.writeUnsignedVarint(all.pointers().size(), out);
            long before = 0;
            for (Map.Entry<Long, CheckpointPointer> entry : new TreeMap<>(all.pointers()).entrySet()) {
                CheckpointPointer pointer = entry.getValue();
                ByteUtils.writeVarlong(entry.getKey() - before, out);
                ByteUtils.writeUnsignedVarint(pointer.attempt(), out);
                ByteUtils.writeUnsignedVarint(pointer.mostRecords(), out);
                out.put((byte) pointer.slots());
                write(Optional.of(pointer.whole()), committed, out);
                write(pointer.changes(), committed, out);
                before = entry.getKey();
            }
            out.putInt(checksum(out.array(), out.position()));
        } catch (BufferOverflowException e) {
            return Optional.empty();
        }
        out.flip();
        return Optional.of(
                new String(Base64.getEncoder().withoutPadding().encode(out).array(), StandardCharsets.ISO_8859_1));
    }

    /** Reads whatever may stand there; empty: that isn't ours, or is damaged, or stands at another offset. Never throws. */
    public static Optional<Pointers> decode(long committed, String metadata) {
        try {
            byte[] bytes = Base64.getDecoder().decode(metadata);
            int end = bytes.length - Integer.BYTES;
            ByteBuffer in = ByteBuffer.wrap(bytes);
            boolean ours = end > LEAD_BYTES && in.get() == MAGIC;
            byte version = ours ? in.get() : 0;
            if ((version != VERSION && version != BEFORE_CHANGES)
                    || in.getInt(end) != checksum(bytes, end)
                    || in.getLong() != committed) {
                return Optional.empty();
            }
            in.limit(end);
            Uuid topic = new Uuid(in.getLong(), in.getLong());
            int count = ByteUtils.readUnsignedVarint(in);
            Map<Long, CheckpointPointer> pointers = new TreeMap<>();
            long offset = 0;
            for (int i = 0; i < count; i++) {
                offset += ByteUtils.readVarlong(in);
                pointers.put(offset, version == VERSION ? pointer(in, committed) : earlier(in, committed));
            }
            boolean whole = count >= 0 && count < MOST && pointers.size() == count && !in.hasRemaining();
            return whole ? Optional.of(new Pointers(topic, pointers)) : Optional.empty();
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    private static void write(Optional<CheckpointPointer.Range> range, long committed, ByteBuffer out) {
        ByteUtils.writeUnsignedVarint(
                range.map(CheckpointPointer.Range::records).orElse(0), out);
        range.ifPresent(r -> {
            ByteUtils.writeVarlong(committed - r.first(), out);
            ByteUtils.writeUnsignedVarint(r.span(), out);
            out.put((byte) r.slot());
        });
    }

    private static CheckpointPointer pointer(ByteBuffer in, long committed) {
        int attempt = ByteUtils.readUnsignedVarint(in);
        int most = ByteUtils.readUnsignedVarint(in);
        int slots = in.get();
        Optional<CheckpointPointer.Range> whole = range(in, committed);
        Optional<CheckpointPointer.Range> changes = range(in, committed);
        return new CheckpointPointer(
                attempt,
                whole.orElseThrow(() -> new IllegalArgumentException("no whole checkpoint")),
                changes,
                slots,
                most);
    }

    /**
     * A pointer of version 1: what it leads to is of an earlier version, too, and is refused as such; its keys get tombstones in the
     * end. Attempt, distance of the first record, span, records, most records, slot and slots in one.
     */
    private static CheckpointPointer earlier(ByteBuffer in, long committed) {
        int attempt = ByteUtils.readUnsignedVarint(in);
        long first = committed - ByteUtils.readVarlong(in);
        int span = ByteUtils.readUnsignedVarint(in);
        int records = ByteUtils.readUnsignedVarint(in);
        int most = ByteUtils.readUnsignedVarint(in);
        int slots = in.get();
        CheckpointPointer.Range whole = new CheckpointPointer.Range(first, span, records, slots >> 4);
        return new CheckpointPointer(attempt, whole, Optional.empty(), slots & 15, most);
    }

    private static Optional<CheckpointPointer.Range> range(ByteBuffer in, long committed) {
        int records = ByteUtils.readUnsignedVarint(in);
        if (records == 0) {
            return Optional.empty();
        }
        long first = committed - ByteUtils.readVarlong(in);
        int span = ByteUtils.readUnsignedVarint(in);
        return Optional.of(new CheckpointPointer.Range(first, span, records, in.get()));
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
