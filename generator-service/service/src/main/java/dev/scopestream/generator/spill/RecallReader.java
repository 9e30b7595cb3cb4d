package dev.scopestream.generator.spill;

import dev.scopestream.engine.RecallSource;
import dev.scopestream.spill.BlockAddress;
import dev.scopestream.spill.ElementType;
import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.ReadScope;
import dev.scopestream.spill.SpillReader;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;

/** Reads a request's entries back from the blocks that they were put in, those of one layer in one go. */
final class RecallReader implements RecallSource {
    private final SpillReader reader;
    private final ReadScope scope;
    private final BiFunction<Integer, Integer, RecallIndex> index;
    private final int blockTokens;

    /** @param index of a layer and head */
    RecallReader(
            SpillReader reader, ReadScope scope, BiFunction<Integer, Integer, RecallIndex> index, int blockTokens) {
        this.reader = reader;
        this.scope = scope;
        this.index = index;
        this.blockTokens = blockTokens;
    }

    @Override
    public boolean[] read(int layer, int[] heads, int[] numbers, FloatBuffer keys, FloatBuffer values) {
        int headDim = keys.remaining() / heads.length;
        List<Optional<BlockAddress>> addresses = new ArrayList<>();
        int[] rows = new int[heads.length];
        Map<BlockAddress, Optional<KvBlock>> blocks = new HashMap<>();
        for (int i = 0; i < heads.length; i++) {
            OptionalLong ordinal = index.apply(layer, heads[i]).ordinal(numbers[i]);
            rows[i] = (int) (ordinal.orElse(0) % blockTokens);
            int head = heads[i];
            addresses.add(ordinal.stream()
                    .mapToObj(o -> new BlockAddress(layer, head, Math.toIntExact(o / blockTokens)))
                    .findFirst());
            addresses.get(i).ifPresent(a -> blocks.put(a, Optional.empty()));
        }
        List<BlockAddress> wanted = blocks.keySet().stream().sorted().toList();
        List<Lookup<KvBlock>> found = reader.read(scope, wanted);
        for (int i = 0; i < found.size(); i++) {
            blocks.put(wanted.get(i), found.get(i).found());
        }
        boolean[] there = new boolean[heads.length];
        for (int i = 0; i < heads.length; i++) {
            int row = rows[i];
            Optional<KvBlock> block = addresses
                    .get(i)
                    .flatMap(blocks::get)
                    .filter(b -> row < b.size() && b.headDim() == headDim && readable(b.type()));
            there[i] = block.isPresent();
            if (there[i]) {
                widen(block.get().key(row), block.get().type(), keys);
                widen(block.get().value(row), block.get().type(), values);
            } else {
                keys.put(new float[headDim]);
                values.put(new float[headDim]);
            }
        }
        return there;
    }

    private static boolean readable(ElementType type) {
        return type == ElementType.FP32 || type == ElementType.BF16;
    }

    private static void widen(ByteBuffer row, ElementType type, FloatBuffer out) {
        if (type == ElementType.FP32) {
            out.put(row.asFloatBuffer());
            return;
        }
        short[] halves = new short[row.remaining() / Short.BYTES];
        row.asShortBuffer().get(halves);
        float[] wide = new float[halves.length];
        for (int i = 0; i < halves.length; i++) {
            wide[i] = Float.intBitsToFloat(halves[i] << Short.SIZE);
        }
        out.put(wide);
    }
}
