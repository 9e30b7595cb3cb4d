package dev.scopestream.engine.checkpoint;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** config.json to {@link ModelConfig}; whatever would change the arithmetic and isn't known is an error. */
final class ModelConfigReader {
    private static final int MOST_TOKEN = (1 << 22) - 1;
    private final JsonFields json;

    ModelConfigReader(JsonFields json) {
        this.json = json;
    }

    ModelConfig read() {
        ModelFamily family = family();
        FamilyRules rules = family.rules();
        refuseUnsupported(rules);
        int hidden = json.integer("hidden_size", 1, 1 << 16);
        int heads = json.integer("num_attention_heads", 1, 1 << 10);
        int headDim = headDim(rules, hidden, heads);
        int layers = json.integer("num_hidden_layers", 1, 1 << 10);
        int vocabulary = json.integer("vocab_size", 1, MOST_TOKEN + 1);
        int context = json.integer("max_position_embeddings", 1, 1 << 27);
        List<LayerAttention> attention = attention(rules, layers, headDim, context);
        ModelConfig.Dimensions dimensions = new ModelConfig.Dimensions(
                hidden,
                json.integer("intermediate_size", 1, 1 << 20),
                layers,
                heads,
                kvHeads(rules, heads),
                headDim,
                vocabulary,
                LayerAttention.contextLength(attention, context));
        return new ModelConfig(
                family,
                dimensions,
                new ModelConfig.Attention(bias(rules.qkvBias()), bias(rules.outputBias()), rules.qkNorm(), attention),
                rules.multipliers(json, headDim),
                rules.norms(),
                new ModelConfig.Weights(
                        json.number("rms_norm_eps", 1e-12, 1e-1, rules.rmsNormEps()),
                        rules.gelu(),
                        json.flag("tie_word_embeddings", rules.tiesEmbeddings()),
                        json.text("torch_dtype", json.text("dtype", ""))),
                new ModelConfig.Special(
                        json.tokens("bos_token_id", MOST_TOKEN), json.tokens("eos_token_id", MOST_TOKEN)));
    }

    private int kvHeads(FamilyRules family, int heads) {
        int otherwise = json.node().has("num_key_value_heads") ? heads : family.kvHeads(heads);
        int kvHeads = json.has("num_key_value_heads") ? json.integer("num_key_value_heads", 1, heads) : otherwise;
        if (kvHeads > heads || heads % kvHeads != 0) {
            throw json.error("num_key_value_heads", "= " + kvHeads + " must divide num_attention_heads = " + heads);
        }
        return kvHeads;
    }

    private int headDim(FamilyRules family, int hidden, int heads) {
        boolean absent = !json.node().has("head_dim") && family.headDim().isPresent();
        if (!json.has("head_dim") && !absent && hidden % heads != 0) {
            throw json.error("hidden_size", "= " + hidden + " must be a multiple of num_attention_heads = " + heads);
        }
        int headDim = absent ? family.headDim().getAsInt() : json.integer("head_dim", 2, 1 << 10, hidden / heads);
        if (headDim < 2 || headDim % 2 != 0) {
            throw json.error("head_dim", "must be even and at least 2, but is " + headDim);
        }
        return headDim;
    }

    private ModelFamily family() {
        String type = json.text("model_type", "");
        return Arrays.stream(ModelFamily.values())
                .filter(f -> f.modelType().equals(type))
                .findFirst()
                .orElseThrow(() -> json.error(
                        "model_type", "'" + type + "' isn't supported; supported are: " + ModelFamily.listed()));
    }

    private void refuseUnsupported(FamilyRules family) {
        String field = family.gelu() ? "hidden_activation" : "hidden_act";
        String supported = family.gelu() ? "gelu_pytorch_tanh" : "silu";
        String activation = json.text(field, supported);
        if (!activation.equals(supported)) {
            throw json.error(field, "'" + activation + "' isn't supported; supported is: " + supported);
        }
        if (json.flag("mlp_bias", false)) {
            throw json.error("mlp_bias", "= true isn't supported (biases in the feed-forward layers)");
        }
        if (json.has("quantization_config")) {
            throw json.error("quantization_config", "isn't supported: weights must be F32, F16 or BF16");
        }
    }

    private List<LayerAttention> attention(FamilyRules family, int layers, int headDim, int context) {
        RopeReader ropes = new RopeReader(json, family, headDim, context);
        List<OptionalInt> windows = family.slidingWindows(new SlidingWindows(json, layers));
        return IntStream.range(0, layers)
                .mapToObj(l -> new LayerAttention(
                        windows.get(l),
                        family.rotates(json, l)
                                ? ropes.read(
                                        windows.get(l).isPresent() && ropes.byType()
                                                ? "sliding_attention"
                                                : "full_attention")
                                : Rope.none(headDim)))
                .toList();
    }

    private boolean bias(FamilyRules.Bias rule) {
        boolean given = json.flag("attention_bias", false);
        return switch (rule) {
            case NEVER -> false;
            case ALWAYS -> true;
            case BY_CONFIG -> given;
        };
    }
}
