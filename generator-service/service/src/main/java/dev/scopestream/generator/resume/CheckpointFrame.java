package dev.scopestream.generator.resume;

import dev.scopestream.generator.recall.RecallIndex;
import dev.scopestream.generator.recall.RecallIndex.Run;
import dev.scopestream.spill.BlockAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The head of a checkpoint; the engine's snapshot follows it. As bytes, big endian: version (i32), origin's
 * store (i64), moves (i32), length of its worker's name (i32) and that name in UTF-8, entries (i64), number of rows (i32);
 * each row: layer, head, sequence, evicted entries, number of runs (i32 each), and the runs (number i32,
 * ordinal i64). Rows ascend. The store's checksum covers it.
 *
 * @param entries spilled so far
 */
public record CheckpointFrame(Origin origin, long entries, List<Row> rows) {
    private static final int VERSION = 3;
    private static final int FIXED_BYTES = 32;
    private static final int MOST_NAME_BYTES = 1024;
    private static final int ROW_BYTES = 20;
    private static final int RUN_BYTES = 12;

    /**
     * Who saved it.
     *
     * @param worker the instance's name
     * @param moves how often the request went on in another instance before
     * @param spill id of the spill store that has the evicted entries; 0: none has
     */
    public record Origin(String worker, int moves, long spill) {}

    /**
     * One layer and head.
     *
     * @param next the block that its next evicted entry goes into
     * @param index where its entries stand
     */
    public record Row(BlockAddress next, RecallIndex index) {
        /** The same entries, none of which is stored. */
        Row lost() {
            return new Row(next, RecallIndex.of(List.of(), index.count()));
        }
    }

    /** A frame that was read, and the bytes after it. */
    public record Opened(CheckpointFrame frame, ByteBuffer snapshot) {}

    public CheckpointFrame {
        rows = List.copyOf(rows);
    }

    public ByteBuffer encode() {
        int runs = rows.stream().mapToInt(row -> row.index().runs().size()).sum();
        byte[] worker = origin.worker().getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + worker.length + ROW_BYTES * rows.size() + RUN_BYTES * runs);
        out.putInt(VERSION).putLong(origin.spill()).putInt(origin.moves());
        out.putInt(worker.length).put(worker);
        out.putLong(entries).putInt(rows.size());
        for (Row row : rows) {
            BlockAddress next = row.next();
            out.putInt(next.layer()).putInt(next.head()).putInt(next.sequence());
            out.putInt(row.index().count()).putInt(row.index().runs().size());
            row.index().runs().forEach(run -> out.putInt(run.number()).putLong(run.ordinal()));
        }
        return out.flip();
    }

    /** Empty for bytes that aren't a checkpoint of this version. */
    public static Optional<Opened> open(ByteBuffer bytes) {
        ByteBuffer in = bytes.slice();
        try {
            if (in.getInt() != VERSION) {
                return Optional.empty();
            }
            Origin origin = origin(in);
            long entries = in.getLong();
            int count = in.getInt();
            if (entries < 0 || count < 0 || in.remaining() < (long) ROW_BYTES * count) {
                return Optional.empty();
            }
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Row row = row(in);
                if (i > 0 && row.next().compareTo(first(rows.get(i - 1).next(), 1)) < 0) {
                    return Optional.empty();
                }
                rows.add(row);
            }
            return Optional.of(new Opened(new CheckpointFrame(origin, entries, rows), in.slice()));
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    private static Origin origin(ByteBuffer in) {
        long spill = in.getLong();
        int moves = in.getInt();
        int length = in.getInt();
        if (moves < 0 || length < 0 || length > Math.min(MOST_NAME_BYTES, in.remaining())) {
            throw new IllegalArgumentException("no origin has " + moves + " moves and a name of " + length + " bytes");
        }
        byte[] worker = new byte[length];
        in.get(worker);
        return new Origin(new String(worker, StandardCharsets.UTF_8), moves, spill);
    }

    /** The first block of a head so many after this address's. */
    private static BlockAddress first(BlockAddress at, int heads) {
        return new BlockAddress(at.layer(), at.head() + heads, 0);
    }

    private static Row row(ByteBuffer in) {
        BlockAddress next = new BlockAddress(in.getInt(), in.getInt(), in.getInt());
        int handed = in.getInt();
        int count = in.getInt();
        if (count < 0 || in.remaining() < (long) RUN_BYTES * count) {
            throw new IllegalArgumentException("more runs than bytes");
        }
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            runs.add(new Run(in.getInt(), in.getLong()));
        }
        return new Row(next, RecallIndex.of(runs, handed));
    }
}
