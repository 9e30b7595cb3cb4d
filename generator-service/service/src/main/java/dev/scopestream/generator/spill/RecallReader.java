package dev.scopestream.generator.spill;

import dev.scopestream.engine.RecallSource;
import dev.scopestream.spill.BlockAddress;
import dev.scopestream.spill.ElementType;
import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.ReadScope;
import dev.scopestream.spill.read.SpillPrefetcher;
import dev.scopestream.spill.read.SpillReader;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Reads a request's entries back from the blocks that they were put in, those of one layer in one go. Meanwhile the blocks of
 * the choice before are fetched for the next layer, which will want some of them again.
 */
final class RecallReader implements RecallSource {
    /** More than the blocks that one head can have. */
    private static final long SEQUENCES = 1L << 32;

    private final SpillReader reader;
    private final ReadScope scope;
    private final BiFunction<Integer, Integer, RecallIndex> index;
    private final int blockTokens;
    private final SpillPrefetcher prefetcher;
    private final List<List<BlockAddress>> before;

    /** @param index of a layer and head */
    RecallReader(
            SpillReader reader,
            SpillPrefetcher prefetcher,
            ReadScope scope,
            BiFunction<Integer, Integer, RecallIndex> index,
            int blockTokens,
            int layers) {
        this.reader = reader;
        this.prefetcher = prefetcher;
        this.before = new ArrayList<>(Collections.nCopies(layers, List.of()));
        this.scope = scope;
        this.index = index;
        this.blockTokens = blockTokens;
    }

    @Override
    public boolean[] read(int layer, int[] heads, int[] numbers, FloatBuffer keys, FloatBuffer values) {
        int headDim = keys.remaining() / heads.length;
        long[] places = places(layer, heads, numbers);
        long[] blocks = Arrays.stream(places)
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
            int row = (int) (places[i] % blockTokens);
            KvBlock block = places[i] < 0
                    ? null
                    : found.get(Arrays.binarySearch(blocks, places[i] / blockTokens))
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

    /** Where each entry stands among those of all heads of a layer; -1: nowhere. */
    private long[] places(int layer, int[] heads, int[] numbers) {
        long[] places = new long[heads.length];
        RecallIndex of = null;
        for (int i = 0; i < heads.length; i++) {
            if (i == 0 || heads[i] != heads[i - 1]) {
                of = index.apply(layer, heads[i]);
            }
            long ordinal = of.ordinal(numbers[i]);
            places[i] = ordinal < 0 ? -1 : heads[i] * SEQUENCES * blockTokens + ordinal;
        }
        return places;
    }

    private static boolean readable(ElementType type) {
        return type == ElementType.FP32 || type == ElementType.BF16;
    }

    private static void widen(ByteBuffer row, ElementType type, float[] out) {
        if (type == ElementType.FP32) {
            row.asFloatBuffer().get(out);
            return;
        }
        for (int i = 0; i < out.length; i++) {
            out[i] = Float.intBitsToFloat(row.getShort(i * Short.BYTES) << Short.SIZE);
        }
    }
}
