package dev.scopestream.spill.checkpoint;

import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A payload as changes of another one, its base. As bytes, little endian: bytes of the payload (i32), its CRC32C (i32), number of runs
 * (i32); each run: where it begins in the base, or -1 for bytes of its own (i32), and its length (i32); the runs' own bytes.
 */
final class PayloadDelta {
    private static final int LEAD_BYTES = 3 * Integer.BYTES;
    private static final int RUN_BYTES = 2 * Integer.BYTES;
    private static final int OWN = -1;

    private PayloadDelta() {}

    private record Run(int from, int length) {}

    /**
     * The bytes of a payload's changes.
     *
     * @param index of the payload
     */
    static List<ByteBuffer> encode(PayloadIndex base, PayloadIndex index, List<ByteBuffer> payload) {
        List<Run> runs = runs(base, index);
        CRC32C crc = new CRC32C();
        payload.forEach(buffer -> crc.update(buffer.duplicate()));
        ByteBuffer lead =
                ByteBuffer.allocate(LEAD_BYTES + RUN_BYTES * runs.size()).order(ByteOrder.LITTLE_ENDIAN);
        lead.putInt(index.bytes()).putInt((int) crc.getValue()).putInt(runs.size());
        List<ByteBuffer> encoded = new ArrayList<>(List.of(lead));
        int at = 0;
        for (Run run : runs) {
            lead.putInt(run.from).putInt(run.length);
            if (run.from == OWN) {
                addSlices(payload, at, run.length, encoded);
            }
            at += run.length;
        }
        lead.flip();
        return encoded;
    }

    private static List<Run> runs(PayloadIndex base, PayloadIndex index) {
        List<Run> runs = new ArrayList<>();
        int guess = -1;
        for (int chunk = 0; chunk < index.chunks(); chunk++) {
            guess = base.find(index, chunk, guess);
            Run next = new Run(guess < 0 ? OWN : base.start(guess), index.length(chunk));
            Run last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            boolean goesOn =
                    last != null && (last.from == OWN ? next.from == OWN : next.from == last.from + last.length);
            if (goesOn) {
                runs.set(runs.size() - 1, new Run(last.from, last.length + next.length));
            } else {
                runs.add(next);
            }
        }
        return runs;
    }

    private static void addSlices(List<ByteBuffer> payload, int from, int length, List<ByteBuffer> slices) {
        int skip = from;
        int left = length;
        for (ByteBuffer buffer : payload) {
            int count = Math.min(left, buffer.remaining() - skip);
            if (count > 0) {
                slices.add(buffer.slice(buffer.position() + skip, count));
                left -= count;
            }
            skip = Math.max(0, skip - buffer.remaining());
        }
    }

    /**
     * The payload, from any bytes.
     *
     * @param mostBytes of a payload that is taken
     */
    static Lookup<ByteBuffer> apply(ByteBuffer base, ByteBuffer delta, long mostBytes) {
        ByteBuffer in = delta.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (in.remaining() < LEAD_BYTES) {
            return Lookup.miss(MissReason.BAD_SHAPE);
        }
        int bytes = in.getInt();
        int crc = in.getInt();
        int runs = in.getInt();
        boolean fits = bytes >= 0 && bytes <= Math.min(mostBytes, Integer.MAX_VALUE - 8);
        if (!fits || runs < 0 || runs > in.remaining() / RUN_BYTES) {
            return Lookup.miss(MissReason.BAD_SHAPE);
        }
        ByteBuffer own = in.slice(in.position() + RUN_BYTES * runs, in.remaining() - RUN_BYTES * runs);
        ByteBuffer payload = ByteBuffer.allocate(bytes);
        for (int i = 0; i < runs; i++) {
            if (!copy(in.getInt(), in.getInt(), base, own, payload)) {
                return Lookup.miss(MissReason.BAD_SHAPE);
            }
        }
        if (payload.hasRemaining() || own.hasRemaining()) {
            return Lookup.miss(MissReason.BAD_SHAPE);
        }
        payload.flip();
        return CheckpointHeader.checksum(payload.duplicate()) == crc
                ? Lookup.hit(payload)
                : Lookup.miss(MissReason.BAD_CHECKSUM);
    }

    private static boolean copy(int from, int length, ByteBuffer base, ByteBuffer own, ByteBuffer payload) {
        if (length < 1 || length > payload.remaining()) {
            return false;
        }
        if (from == OWN) {
            if (length > own.remaining()) {
                return false;
            }
            payload.put(own.slice(own.position(), length));
            own.position(own.position() + length);
            return true;
        }
        if (from < 0 || from > base.remaining() - length) {
            return false;
        }
        payload.put(base.slice(base.position() + from, length));
        return true;
    }
}
