package dev.scopestream.engine.program;

import dev.scopestream.engine.checkpoint.LongFrequencies;
import dev.scopestream.engine.checkpoint.ModelConfig;
import dev.scopestream.engine.checkpoint.Rope;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * A model's rotary positions as the program takes them, for each kind of them: angles a position [head_dim], and factors of
 * their cosines and sines [heads + kv_heads, head_dim]. Elements that don't turn have the angle 0. Queries' factors hold the
 * scale of attention's scores. Sequences beyond the original context have angles of their own ({@link LongFrequencies}).
 */
final class RopeTables {
    /** Numbers of {@link #growth} for each. */
    static final int GROWTH = 4;

    private final ModelConfig config;
    private final List<Rope> ropes;
    private final int headDim;

    RopeTables(ModelConfig config) {
        this.config = config;
        this.ropes = config.attention().ropes();
        this.headDim = config.headDim();
    }

    float[] frequencies() {
        return angles(rope -> {
            float[] inverse = rope.inverseFrequencies();
            return i -> inverse[i];
        });
    }

    /** Whether any of them depends on the length of a sequence. */
    boolean byLength() {
        return ropes.stream().anyMatch(rope -> rope.beyond().isPresent());
    }

    /** Numerators of the angles of sequences beyond the original context; 0 where there are no such angles. */
    float[] longNumerators() {
        return angles(rope ->
                i -> rope.beyond().map(beyond -> beyond.numerators().get(i)).orElse(0f));
    }

    /** Exponents of them. */
    float[] longExponents() {
        return angles(rope ->
                i -> rope.beyond().map(beyond -> beyond.exponents().get(i)).orElse(0f));
    }

    /** The original context (infinite where there is none), factor, theta and power of each. */
    float[] growth() {
        float[] table = new float[ropes.size() * GROWTH];
        for (int r = 0; r < ropes.size(); r++) {
            Optional<LongFrequencies> beyond = ropes.get(r).beyond();
            table[r * GROWTH] = beyond.map(b -> (float) b.originalContext()).orElse(Float.POSITIVE_INFINITY);
            table[r * GROWTH + 1] = beyond.map(b -> (float) b.factor()).orElse(1f);
            table[r * GROWTH + 2] = beyond.map(b -> (float) b.theta()).orElse(1f);
            table[r * GROWTH + 3] = beyond.map(b -> (float) b.power()).orElse(1f);
        }
        return table;
    }

    private float[] angles(Function<Rope, IntFunction<Float>> values) {
        float[] table = new float[ropes.size() * headDim];
        for (int r = 0; r < ropes.size(); r++) {
            IntFunction<Float> ofPair = values.apply(ropes.get(r));
            int dimensions = ropes.get(r).dimensions();
            for (int i = 0; i < dimensions; i++) {
                table[r * headDim + i] = ofPair.apply(i % (dimensions / 2));
            }
        }
        return table;
    }

    float[] cosineScales() {
        return scales(false);
    }

    float[] sineScales() {
        return scales(true);
    }

    private float[] scales(boolean sines) {
        int heads = config.heads() + config.kvHeads();
        float[] table = new float[ropes.size() * heads * headDim];
        for (int at = 0; at < table.length; at++) {
            Rope rope = ropes.get(at / headDim / heads);
            int element = at % headDim;
            float scale = at / headDim % heads < config.heads()
                    ? (float) config.multipliers().score()
                    : 1f;
            if (element < rope.dimensions()) {
                scale *= rope.attentionFactor();
            }
            table[at] = sines && element < rope.dimensions() / 2 ? -scale : scale;
        }
        return table;
    }
}
