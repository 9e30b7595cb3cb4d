package dev.scopestream.engine.decode;

import dev.scopestream.engine.program.EntryReader;
import dev.scopestream.engine.program.KvPool;
import dev.scopestream.engine.program.PoolKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** Has each request's source read what its row wants. */
record RecallReads(Map<PoolKey, List<RunningRequest>> rows, int headDim, LongSupplier ticker) implements EntryReader {
    @Override
    public Fetched read(KvPool pool, int layer, int[] wants) {
        int wanted = (int) Arrays.stream(wants).filter(w -> w >= 0).count();
        ByteBuffer keys = buffer(wanted);
        ByteBuffer values = buffer(wanted);
        LongBuffer found = LongBuffer.allocate(wanted);
        List<RunningRequest> members = rows.get(pool.key());
        int width = wants.length / members.size();
        int perHead = width / pool.key().heads();
        int at = 0;
        for (int i = 0; i < members.size(); i++) {
            int row = i * width;
            int[] places =
                    IntStream.range(row, row + width).filter(w -> wants[w] >= 0).toArray();
            if (places.length == 0) {
                continue;
            }
            int[] heads = Arrays.stream(places).map(w -> (w - row) / perHead).toArray();
            int[] numbers = Arrays.stream(places).map(w -> wants[w]).toArray();
            RecallRow recall = members.get(i).recall().orElseThrow();
            long before = ticker.getAsLong();
            boolean[] there =
                    recall.source().read(layer, heads, numbers, part(keys, at, places), part(values, at, places));
            int hits = 0;
            for (boolean one : there) {
                found.put(at++, one ? 1 : 0);
                hits += one ? 1 : 0;
            }
            recall.read(hits, there.length - hits, ticker.getAsLong() - before);
        }
        return new Fetched(keys, values, found);
    }

    private ByteBuffer buffer(int entries) {
        return ByteBuffer.allocateDirect(entries * headDim * Float.BYTES).order(ByteOrder.nativeOrder());
    }

    private FloatBuffer part(ByteBuffer all, int entry, int[] places) {
        return all.asFloatBuffer().slice(entry * headDim, places.length * headDim);
    }
}
