package dev.scopestream.engine.program;

import dev.scopestream.engine.checkpoint.ModelConfig;
import dev.scopestream.engine.checkpoint.Rope;
import java.util.List;

/**
 * A model's rotary positions as the program takes them, for each kind of them: angles a position [head_dim], and factors of
 * their cosines and sines [heads + kv_heads, head_dim]. Elements that don't turn have the angle 0. Queries' factors hold the
 * scale of attention's scores.
 */
final class RopeTables {
    private final ModelConfig config;
    private final List<Rope> ropes;
    private final int headDim;

    RopeTables(ModelConfig config) {
        this.config = config;
        this.ropes = config.attention().ropes();
        this.headDim = config.headDim();
    }

    float[] frequencies() {
        float[] table = new float[ropes.size() * headDim];
        for (int r = 0; r < ropes.size(); r++) {
            float[] inverse = ropes.get(r).inverseFrequencies();
            for (int i = 0; i < ropes.get(r).dimensions(); i++) {
                table[r * headDim + i] = inverse[i % inverse.length];
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
