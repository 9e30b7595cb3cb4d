package dev.scopestream.generator.recall;

import dev.scopestream.engine.RecallSource;
import dev.scopestream.spill.BlockAddress;
import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.ReadScope;
import dev.scopestream.spill.StoredElementType;
import dev.scopestream.spill.read.SpillPrefetcher;
import dev.scopestream.spill.read.SpillReader;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Reads a request's entries back from their blocks in the spill store, one read for a layer. Meanwhile the blocks that
 * the next layer's last recall used are prefetched: successive recalls of a layer share most of their blocks.
 */
public final class RecallReader implements RecallSource {
    /** Block numbers of one head are below this. */
    private static final long SEQUENCES = 1L << 32;

    private final SpillReader reader;
    private final ReadScope scope;
    private final RecallIndexes indexes;
    private final int blockTokens;
    private final SpillPrefetcher prefetcher;
    private final List<List<BlockAddress>> before;

    /** @param layers of the model */
    public RecallReader(
            SpillReader reader,
            SpillPrefetcher prefetcher,
            ReadScope scope,
            RecallIndexes indexes,
            int blockTokens,
            int layers) {
        this.reader = reader;
        this.prefetcher = prefetcher;
        this.before = new ArrayList<>(Collections.nCopies(layers, List.of()));
        this.scope = scope;
        this.indexes = indexes;
        this.blockTokens = blockTokens;
    }

    @Override
    public boolean[] read(int layer, int[] heads, int[] numbers, FloatBuffer keys, FloatBuffer values) {
        int headDim = keys.remaining() / heads.length;
        long[] rows = rowsOf(layer, heads, numbers);
        long[] blocks = Arrays.stream(rows)
                .filter(p -> p >= 0)
                .map(p -> p / blockTokens)
                .sorted()
                .distinct()
                .toArray();
        List<BlockAddress> addresses = Arrays.stream(blocks)
                .mapToObj(b -> new BlockAddress(layer, (int) (b / SEQUENCES), (int) (b % SEQUENCES)))
                .toList();
        prefetcher.due(scope.request(), layer);
        int next = (layer + 1) % before.size();
        prefetcher.order(scope, next, before.get(next));
        before.set(layer, addresses);
        List<Lookup<KvBlock>> found = reader.read(scope, addresses);
        float[] entry = new float[headDim];
        boolean[] there = new boolean[heads.length];
        for (int i = 0; i < heads.length; i++) {
            int row = (int) (rows[i] % blockTokens);
            KvBlock block = rows[i] < 0
                    ? null
                    : found.get(Arrays.binarySearch(blocks, rows[i] / blockTokens))
                            .found()
                            .orElse(null);
            there[i] = block != null && row < block.size() && block.headDim() == headDim && readable(block.type());
            if (there[i]) {
                widen(block.key(row), block.type(), entry);
                keys.put(entry);
                widen(block.value(row), block.type(), entry);
            } else {
                Arrays.fill(entry, 0);
                keys.put(entry);
            }
            values.put(entry);
        }
        return there;
    }

    /** Row number of each entry among the rows of all heads of a layer, as they are stored; -1: not stored. */
    private long[] rowsOf(int layer, int[] heads, int[] numbers) {
        long[] rows = new long[heads.length];
        RecallIndex of = null;
        for (int i = 0; i < heads.length; i++) {
            if (i == 0 || heads[i] != heads[i - 1]) {
                of = indexes.of(layer, heads[i]);
            }
            long ordinal = of.ordinal(numbers[i]);
            rows[i] = ordinal < 0 ? -1 : heads[i] * SEQUENCES * blockTokens + ordinal;
        }
        return rows;
    }

    private static boolean readable(StoredElementType type) {
        return type == StoredElementType.FP32 || type == StoredElementType.BF16;
    }

    private static void widen(ByteBuffer row, StoredElementType type, float[] out) {
        if (type == StoredElementType.FP32) {
            row.asFloatBuffer().get(out);
            return;
        }
        for (int i = 0; i < out.length; i++) {
            out[i] = Float.intBitsToFloat(row.getShort(i * Short.BYTES) << Short.SIZE);
        }
    }
}
