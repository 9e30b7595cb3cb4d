package dev.scopestream.engine.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.OptionalInt;

/** config.json to {@link ModelConfig}; whatever would change the arithmetic and isn't known is an error. */
final class ModelConfigReader {
    private static final int MOST_TOKEN = (1 << 22) - 1;
    private final JsonFields json;

    ModelConfigReader(JsonFields json) {
        this.json = json;
    }

    ModelConfig read() {
        ModelFamily family = family();
        refuseUnsupported();
        int hidden = json.integer("hidden_size", 1, 1 << 16);
        int heads = json.integer("num_attention_heads", 1, 1 << 10);
        int kvHeads = json.integer("num_key_value_heads", 1, heads, heads);
        if (heads % kvHeads != 0) {
            throw json.error("num_key_value_heads", "= " + kvHeads + " must divide num_attention_heads = " + heads);
        }
        if (!json.has("head_dim") && hidden % heads != 0) {
            throw json.error("hidden_size", "= " + hidden + " must be a multiple of num_attention_heads = " + heads);
        }
        int headDim = json.integer("head_dim", 2, 1 << 10, hidden / heads);
        if (headDim < 2 || headDim % 2 != 0) {
            throw json.error("head_dim", "must be even and at least 2, but is " + headDim);
        }
        int layers = json.integer("num_hidden_layers", 1, 1 << 10);
        int vocabulary = json.integer("vocab_size", 1, MOST_TOKEN + 1);
        int context = json.integer("max_position_embeddings", 1, 1 << 27);
        boolean bias = json.flag("attention_bias", false);
        int intermediate = json.integer("intermediate_size", 1, 1 << 20);
        return new ModelConfig(
                family,
                new ModelConfig.Dimensions(hidden, intermediate, layers, heads, kvHeads, headDim, vocabulary, context),
                new ModelConfig.Attention(
                        family == ModelFamily.QWEN2 || (family != ModelFamily.MISTRAL && bias),
                        (family == ModelFamily.LLAMA || family == ModelFamily.QWEN3) && bias,
                        family == ModelFamily.QWEN3,
                        slidingWindow(family, layers)),
                new ModelConfig.Rotary(theta(), scaling(context)),
                new ModelConfig.Weights(
                        json.number("rms_norm_eps", 1e-12, 1e-1, 1e-6),
                        json.flag("tie_word_embeddings", false),
                        json.text("torch_dtype", json.text("dtype", ""))),
                new ModelConfig.Special(
                        json.tokens("bos_token_id", MOST_TOKEN), json.tokens("eos_token_id", MOST_TOKEN)));
    }

    private ModelFamily family() {
        String type = json.text("model_type", "");
        return Arrays.stream(ModelFamily.values())
                .filter(f -> f.modelType().equals(type))
                .findFirst()
                .orElseThrow(() -> json.error(
                        "model_type", "'" + type + "' isn't supported; supported are: " + ModelFamily.listed()));
    }

    private void refuseUnsupported() {
        String activation = json.text("hidden_act", "silu");
        if (!activation.equals("silu")) {
            throw json.error("hidden_act", "'" + activation + "' isn't supported; supported is: silu");
        }
        if (json.flag("mlp_bias", false)) {
            throw json.error("mlp_bias", "= true isn't supported (biases in the feed-forward layers)");
        }
        if (json.has("quantization_config")) {
            throw json.error("quantization_config", "isn't supported: weights must be F32, F16 or BF16");
        }
        if (json.number("partial_rotary_factor", 0, 1, 1) != 1) {
            throw json.error("partial_rotary_factor", "other than 1 isn't supported");
        }
    }

    private JsonFields ropeObject() {
        String field = json.has("rope_parameters") ? "rope_parameters" : "rope_scaling";
        return json.has(field) ? json.object(field) : null;
    }

    private double theta() {
        JsonFields rope = ropeObject();
        double outer = json.number("rope_theta", 1, 1e12, 10_000);
        return rope == null ? outer : rope.number("rope_theta", 1, 1e12, outer);
    }

    private RopeScaling scaling(int context) {
        JsonFields rope = ropeObject();
        if (rope == null) {
            return new RopeScaling.None();
        }
        String type = rope.text("rope_type", rope.text("type", "default"));
        return switch (type) {
            case "default" -> new RopeScaling.None();
            case "llama3" -> llama3(rope, context);
            default -> throw rope.error("rope_type", "'" + type + "' isn't supported; supported are: default, llama3");
        };
    }

    private static RopeScaling llama3(JsonFields rope, int context) {
        RopeScaling.Llama3 scaling = new RopeScaling.Llama3(
                rope.number("factor", 1, 1e6),
                rope.number("low_freq_factor", 1e-6, 1e6),
                rope.number("high_freq_factor", 1e-6, 1e6),
                rope.integer("original_max_position_embeddings", 1, 1 << 27, context));
        if (scaling.highFrequencyFactor() <= scaling.lowFrequencyFactor()) {
            throw rope.error("high_freq_factor", "must be above low_freq_factor");
        }
        return scaling;
    }

    /** Mistral's counts when it's given; Qwen's only when it's switched on, and then only for all layers alike. */
    private OptionalInt slidingWindow(ModelFamily family, int layers) {
        boolean on =
                switch (family) {
                    case LLAMA -> false;
                    case MISTRAL -> true;
                    case QWEN2, QWEN3 -> json.flag("use_sliding_window", false);
                };
        if (!on || !json.has("sliding_window")) {
            return OptionalInt.empty();
        }
        int window = json.integer("sliding_window", 1, 1 << 27);
        int sliding = family == ModelFamily.MISTRAL ? layers : slidingLayers(layers);
        if (sliding != 0 && sliding != layers) {
            throw json.error(
                    "sliding_window",
                    "for " + sliding + " of " + layers + " layers isn't supported; supported are: all layers, or none");
        }
        return sliding == 0 ? OptionalInt.empty() : OptionalInt.of(window);
    }

    private int slidingLayers(int layers) {
        JsonNode types = json.node().path("layer_types");
        if (types.isArray()) {
            int count = 0;
            for (JsonNode type : types) {
                count += "sliding_attention".equals(type.asText()) ? 1 : 0;
            }
            return Math.min(count, layers);
        }
        return layers - Math.min(layers, json.integer("max_window_layers", 0, 1 << 10, 28));
    }
}
