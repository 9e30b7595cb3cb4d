package dev.scopestream.engine.checkpoint;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** The text model of Gemma 3: layers with a sliding window and frequencies of their own between full ones. */
final class Gemma3Rules implements FamilyRules {
    @Override
    public String modelType() {
        return "gemma3_text";
    }

    @Override
    public double ropeTheta() {
        return 1_000_000;
    }

    @Override
    public OptionalDouble localRopeTheta() {
        return OptionalDouble.of(10_000);
    }

    @Override
    public boolean tiesEmbeddings() {
        return true;
    }

    @Override
    public int kvHeads(int heads) {
        return 4;
    }

    @Override
    public OptionalInt headDim() {
        return OptionalInt.of(256);
    }

    @Override
    public boolean qkNorm() {
        return true;
    }

    @Override
    public boolean gelu() {
        return true;
    }

    @Override
    public ModelConfig.Norms norms() {
        return new ModelConfig.Norms(true, true, false, 1);
    }

    @Override
    public ModelConfig.Multipliers multipliers(JsonFields json, int headDim) {
        json.refuse("attn_logit_softcapping", "final_logit_softcapping", "use_bidirectional_attention");
        double embedding = Math.sqrt(json.integer("hidden_size", 1, 1 << 16));
        return new ModelConfig.Multipliers(
                (float) embedding, 1 / Math.sqrt(json.number("query_pre_attn_scalar", 1e-6, 1e6, 256)), 1, 1);
    }

    @Override
    public List<OptionalInt> slidingWindows(SlidingWindows reader) {
        int pattern = reader.integer("sliding_window_pattern", 6);
        return reader.byLayer(reader.window(4096), layer -> pattern == 0 || (layer + 1) % pattern != 0);
    }
}
