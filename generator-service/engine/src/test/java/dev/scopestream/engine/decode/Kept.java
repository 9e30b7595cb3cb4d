package dev.scopestream.engine.decode;

import dev.scopestream.engine.EvictedBlock;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.RecallSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Keeps evicted fp32 entries in memory, for recall. */
final class Kept implements EvictionSink, RecallSource {
    private final Map<String, List<float[][]>> entries = new HashMap<>();
    private final IntPredicate loses;
    int reads;
    /** Numbers asked for that were never handed out. */
    int beyond;

    /** @param loses which numbers can't be found again */
    Kept(IntPredicate loses) {
        this.loses = loses;
    }

    Kept() {
        this(n -> false);
    }

    /** Number of entries that it took. */
    int size() {
        return entries.values().stream().mapToInt(List::size).sum();
    }

    /** What is kept now, apart from what comes. */
    Kept copy() {
        Kept copy = new Kept(loses);
        entries.forEach((cell, all) -> copy.entries.put(cell, new ArrayList<>(all)));
        return copy;
    }

    @Override
    public void evicted(EvictedBlock block) {
        List<float[][]> cell = entries.computeIfAbsent(block.layer() + "/" + block.head(), k -> new ArrayList<>());
        for (int i = 0; i < block.positions().size(); i++) {
            cell.add(new float[][] {row(block.keys(), i, block.headDim()), row(block.values(), i, block.headDim())});
        }
    }

    private static float[] row(ByteBuffer all, int index, int size) {
        float[] row = new float[size];
        all.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(index * size, row);
        return row;
    }

    @Override
    public Optional<RecallSource> source() {
        return Optional.of(this);
    }

    @Override
    public boolean[] read(int layer, int[] heads, int[] numbers, FloatBuffer keys, FloatBuffer values) {
        boolean[] found = new boolean[heads.length];
        for (int i = 0; i < heads.length; i++) {
            List<float[][]> cell = entries.get(layer + "/" + heads[i]);
            if (numbers[i] >= cell.size()) {
                beyond++;
                float[] none = new float[keys.remaining() / (heads.length - i)];
                keys.put(none);
                values.put(none);
                continue;
            }
            float[][] entry = cell.get(numbers[i]);
            found[i] = !loses.test(numbers[i]);
            keys.put(found[i] ? entry[0] : new float[entry[0].length]);
            values.put(found[i] ? entry[1] : new float[entry[1].length]);
            reads++;
        }
        return found;
    }
}
