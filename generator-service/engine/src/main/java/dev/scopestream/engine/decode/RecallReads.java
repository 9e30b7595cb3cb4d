package dev.scopestream.engine.decode;

import dev.scopestream.engine.program.EntryReader;
import dev.scopestream.engine.program.KvPool;
import dev.scopestream.engine.program.PoolKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Reads the entries that rows request, each row's from its request's source. The buffers of a pool are reused for its next
 * layer and its next step: direct memory is freed only when the garbage is collected.
 */
final class RecallReads implements EntryReader {
    private final Map<PoolKey, PoolRows> pools;
    private final int headDim;
    private final LongSupplier ticker;
    private final Map<PoolKey, Buffers> buffers = new HashMap<>();

    private record Buffers(ByteBuffer keys, ByteBuffer values) {}

    RecallReads(Map<PoolKey, PoolRows> pools, int headDim, LongSupplier ticker) {
        this.pools = pools;
        this.headDim = headDim;
        this.ticker = ticker;
    }

    /** A step begins: buffers of pools that are gone are given up. */
    void begin() {
        buffers.keySet().retainAll(pools.keySet());
    }

    @Override
    public Fetched read(KvPool pool, int layer, int[] requested) {
        int total = 0;
        for (int number : requested) {
            total += number >= 0 ? 1 : 0;
        }
        Buffers target = buffers(pool.key(), total * headDim * Float.BYTES);
        LongBuffer found = LongBuffer.allocate(total);
        List<RunningRequest> members = pools.get(pool.key()).requests();
        int width = requested.length / members.size();
        int perHead = width / pool.key().heads();
        int[] heads = new int[width];
        int[] numbers = new int[width];
        for (int i = 0; i < members.size(); i++) {
            int count = 0;
            for (int column = 0; column < width; column++) {
                int number = requested[i * width + column];
                if (number >= 0) {
                    heads[count] = column / perHead;
                    numbers[count++] = number;
                }
            }
            if (count > 0) {
                read(members.get(i), layer, Arrays.copyOf(heads, count), Arrays.copyOf(numbers, count), target, found);
            }
        }
        return new Fetched(target.keys(), target.values(), found.flip());
    }

    private void read(RunningRequest request, int layer, int[] heads, int[] numbers, Buffers target, LongBuffer found) {
        RequestRecall recall = request.recall().orElseThrow();
        long before = ticker.getAsLong();
        int at = found.position();
        boolean[] readable = recall.source()
                .read(
                        layer,
                        heads,
                        numbers,
                        part(target.keys(), at, heads.length),
                        part(target.values(), at, heads.length));
        int hits = 0;
        for (boolean one : readable) {
            found.put(one ? 1 : 0);
            hits += one ? 1 : 0;
        }
        recall.read(hits, readable.length - hits, ticker.getAsLong() - before);
    }

    private Buffers buffers(PoolKey pool, int bytes) {
        Buffers target = buffers.get(pool);
        if (target == null || target.keys().capacity() < bytes) {
            int capacity = Math.max(
                    bytes,
                    target == null
                            ? 0
                            : (int) Math.min(
                                    Integer.MAX_VALUE, 2L * target.keys().capacity()));
            target = new Buffers(buffer(capacity), buffer(capacity));
            buffers.put(pool, target);
        }
        target.keys().clear().limit(bytes);
        target.values().clear().limit(bytes);
        return target;
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    private FloatBuffer part(ByteBuffer all, int entry, int entries) {
        return all.asFloatBuffer().slice(entry * headDim, entries * headDim);
    }
}
