package dev.scopestream.engine.checkpoint.gguf;

import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.checkpoint.Rope;
import dev.scopestream.engine.checkpoint.RopeScaling;
import dev.scopestream.engine.checkpoint.StoredTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rotary positions: {@code rope.*} keys, and tensors of divisors (convert_hf_to_gguf.py and llama-model.cpp of llama.cpp). */
final class GgufRopeReader {
    /** Llama 3's scaling. */
    static final String FACTORS = "rope_freqs.weight";
    /** LongRoPE's up to the original context, and beyond it. */
    static final String SHORT_FACTORS = "rope_factors_short.weight";

    static final String LONG_FACTORS = "rope_factors_long.weight";
    private static final double MOST = 1e6;
    private static final String TYPE = "rope.scaling.type";

    private final GgufParts file;
    private final GgufKeys keys;
    private final int dimensions;
    private final int context;

    /**
     * @param dimensions elements of a head that turn
     * @param context tokens of prompt and output together, as the file says it
     */
    GgufRopeReader(GgufParts file, GgufKeys keys, int dimensions, int context) {
        this.file = file;
        this.keys = keys;
        this.dimensions = dimensions;
        this.context = context;
    }

    /** Of layers that attend to all tokens. */
    Rope full() {
        return new Rope(theta("rope.freq_base", 10_000), dimensions, scaling());
    }

    /**
     * Of layers with a sliding window, where these have positions of their own: never scaled. Their base is the other layers',
     * or Gemma's own.
     */
    Rope sliding() {
        double otherwise = keys.architecture() == GgufArchitecture.GEMMA3 ? 10_000 : theta("rope.freq_base", 10_000);
        return new Rope(theta("rope.freq_base_swa", otherwise), dimensions, new RopeScaling.None());
    }

    private double theta(String name, double otherwise) {
        return keys.number(name, 1, 1e12).orElse(otherwise);
    }

    private RopeScaling scaling() {
        String type = keys.text(TYPE).orElse("linear");
        RopeScaling scaling =
                switch (type) {
                    case "none" -> new RopeScaling.None();
                    case "linear" -> linear();
                    case "yarn" -> yarn();
                    case "longrope" -> longRope();
                    default ->
                        throw keys.error(
                                TYPE, "'" + type + "' isn't supported; supported are: none, linear, yarn, longrope");
                };
        boolean divided = has(SHORT_FACTORS) || has(LONG_FACTORS);
        if (scaling instanceof RopeScaling.None && divided) {
            scaling = longRope();
        } else if (divided && !(scaling instanceof RopeScaling.LongRope)) {
            throw together(type, SHORT_FACTORS);
        }
        if (has(FACTORS)) {
            if (!(scaling instanceof RopeScaling.None)) {
                throw together(type, FACTORS);
            }
            scaling = new RopeScaling.Factors(factors(FACTORS));
        }
        if (!(scaling instanceof RopeScaling.LongRope) && magnitude().orElse(1.0) != 1) {
            throw keys.error("rope.scaling.attn_factor", "other than 1 isn't supported without rope_factors tensors");
        }
        return scaling;
    }

    private CheckpointException together(String type, String tensor) {
        return keys.error(TYPE, "'" + type + "' together with the tensor " + tensor + " isn't supported");
    }

    private boolean has(String tensor) {
        return file.tensors().containsKey(tensor);
    }

    private Optional<Double> magnitude() {
        return keys.number("rope.scaling.attn_factor", 0, MOST);
    }

    /** 1 where there is none: 0 and an absent key say so. */
    private double factor() {
        double factor = keys.number("rope.scaling.factor", 0, MOST)
                .or(() -> keys.number("rope.scale_linear", 0, MOST))
                .orElse(0.0);
        return factor == 0 ? 1 : factor;
    }

    private int originalContext() {
        return keys.integer("rope.scaling.original_context_length", 1, 1 << 27, context);
    }

    /** Also where no type is given, as in llama.cpp. */
    private RopeScaling linear() {
        return factor() == 1 ? new RopeScaling.None() : new RopeScaling.Linear(factor());
    }

    /** transformers' attention_factor is {@code yarn_attn_factor}, its mscale_all_dim beside an mscale of 1 the log multiplier. */
    private RopeScaling yarn() {
        if (keys.number("rope.scaling.yarn_ext_factor", -1, MOST).orElse(1.0) != 1) {
            throw keys.error("rope.scaling.yarn_ext_factor", "other than 1 isn't supported");
        }
        double factor = factor();
        if (factor < 1) {
            throw keys.error("rope.scaling.factor", "must be at least 1 for yarn, but is " + factor);
        }
        double all = keys.number("rope.scaling.yarn_log_multiplier", 0, MOST).orElse(0.0);
        double own = RopeScaling.Yarn.magnitude(factor, 1);
        return new RopeScaling.Yarn(
                factor,
                originalContext(),
                keys.number("rope.scaling.yarn_beta_fast", 1e-6, MOST).orElse(32.0),
                keys.number("rope.scaling.yarn_beta_slow", 1e-6, MOST).orElse(1.0),
                true,
                keys.number("rope.scaling.yarn_attn_factor", 0, MOST)
                        .orElse(all == 0 ? own : own / RopeScaling.Yarn.magnitude(factor, all)));
    }

    private RopeScaling longRope() {
        if (!has(SHORT_FACTORS) || !has(LONG_FACTORS)) {
            throw keys.error(TYPE, "'longrope' needs the tensors " + SHORT_FACTORS + " and " + LONG_FACTORS);
        }
        int original = originalContext();
        if (original < 2) {
            throw keys.error("rope.scaling.original_context_length", "must be at least 2 for longrope");
        }
        double stretch = (double) context / original;
        return new RopeScaling.LongRope(
                factors(SHORT_FACTORS),
                factors(LONG_FACTORS),
                original,
                magnitude().orElse(RopeScaling.LongRope.magnitude(stretch, original)));
    }

    private List<Float> factors(String name) {
        StoredTensor stored = file.tensors().get(name);
        if (!stored.shape().equals(List.of(dimensions / 2L))) {
            throw new CheckpointException(file.path(stored) + ": tensor '" + name + "' must have the shape ["
                    + dimensions / 2 + "], but has " + stored.shape());
        }
        ByteBuffer bytes =
                ByteBuffer.allocate((int) stored.elements() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.elements(stored, 0, bytes);
        var floats = bytes.flip().asFloatBuffer();
        List<Float> values = new ArrayList<>();
        while (floats.hasRemaining()) {
            float factor = floats.get();
            if (!(factor >= 1e-6f && factor <= 1e6f)) {
                throw new CheckpointException(file.path(stored) + ": tensor '" + name + "' holds " + factor
                        + ", which is no number from 1e-6 to 1e6");
            }
            values.add(factor);
        }
        return List.copyOf(values);
    }
}
