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

/** Has each request's source read what its row wants in one step; what was read is overwritten by the pool's next layer. */
final class RecallReads implements EntryReader {
    private final Map<PoolKey, List<RunningRequest>> rows;
    private final int headDim;
    private final LongSupplier ticker;
    private final Map<PoolKey, Room> rooms = new HashMap<>();

    private record Room(ByteBuffer keys, ByteBuffer values) {}

    RecallReads(Map<PoolKey, List<RunningRequest>> rows, int headDim, LongSupplier ticker) {
        this.rows = rows;
        this.headDim = headDim;
        this.ticker = ticker;
    }

    @Override
    public Fetched read(KvPool pool, int layer, int[] wants) {
        int wanted = 0;
        for (int want : wants) {
            wanted += want >= 0 ? 1 : 0;
        }
        Room room = room(pool.key(), wanted * headDim * Float.BYTES);
        LongBuffer found = LongBuffer.allocate(wanted);
        List<RunningRequest> members = rows.get(pool.key());
        int width = wants.length / members.size();
        int perHead = width / pool.key().heads();
        int[] heads = new int[width];
        int[] numbers = new int[width];
        for (int i = 0; i < members.size(); i++) {
            int count = 0;
            for (int w = 0; w < width; w++) {
                int want = wants[i * width + w];
                if (want >= 0) {
                    heads[count] = w / perHead;
                    numbers[count++] = want;
                }
            }
            if (count > 0) {
                read(members.get(i), layer, Arrays.copyOf(heads, count), Arrays.copyOf(numbers, count), room, found);
            }
        }
        return new Fetched(room.keys(), room.values(), found.flip());
    }

    private void read(RunningRequest request, int layer, int[] heads, int[] numbers, Room room, LongBuffer found) {
        RequestRecall recall = request.recall().orElseThrow();
        long before = ticker.getAsLong();
        int at = found.position();
        boolean[] there = recall.source()
                .read(
                        layer,
                        heads,
                        numbers,
                        part(room.keys(), at, heads.length),
                        part(room.values(), at, heads.length));
        int hits = 0;
        for (boolean one : there) {
            found.put(one ? 1 : 0);
            hits += one ? 1 : 0;
        }
        recall.read(hits, there.length - hits, ticker.getAsLong() - before);
    }

    private Room room(PoolKey pool, int bytes) {
        Room room = rooms.get(pool);
        if (room == null || room.keys().capacity() < bytes) {
            room = new Room(buffer(bytes), buffer(bytes));
            rooms.put(pool, room);
        }
        room.keys().clear().limit(bytes);
        room.values().clear().limit(bytes);
        return room;
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    private FloatBuffer part(ByteBuffer all, int entry, int entries) {
        return all.asFloatBuffer().slice(entry * headDim, entries * headDim);
    }
}
