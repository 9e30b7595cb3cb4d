package dev.scopestream.engine.checkpoint;

import dev.scopestream.engine.IntArray;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** GGUF metadata to {@link ModelConfig}. Mistral's files call themselves llama, which is the same arithmetic. */
final class GgufConfigReader {
    private static final int MOST_TOKEN = (1 << 22) - 1;
    private final GgufFile file;
    private final GgufMetadata metadata;
    private final String architecture;

    GgufConfigReader(GgufFile file) {
        this.file = file;
        this.metadata = file.metadata();
        this.architecture = metadata.text("general.architecture").orElse("");
    }

    ModelConfig read() {
        ModelFamily family =
                switch (architecture) {
                    case "llama" -> ModelFamily.LLAMA;
                    case "qwen2" -> ModelFamily.QWEN2;
                    case "qwen3" -> ModelFamily.QWEN3;
                    default ->
                        throw metadata.error(
                                "general.architecture",
                                "'" + architecture + "' isn't supported; supported are: llama, qwen2, qwen3");
                };
        int hidden = required("embedding_length", 1, 1 << 16);
        int heads = required("attention.head_count", 1, 1 << 10);
        int kvHeads = integer("attention.head_count_kv", 1, heads, heads);
        int headDim = integer("attention.key_length", 2, 1 << 10, hidden / heads);
        if (heads % kvHeads != 0 || headDim % 2 != 0 || headDim < 2) {
            throw metadata.error(
                    architecture,
                    "has " + heads + " heads, " + kvHeads + " key/value heads of " + headDim
                            + " elements: that isn't possible");
        }
        for (String same : new String[] {"attention.value_length", "rope.dimension_count"}) {
            if (integer(same, 0, 1 << 16, headDim) != headDim) {
                throw metadata.error(key(same), "must be the head's length " + headDim);
            }
        }
        if (metadata.has(key("expert_count")) && integer("expert_count", 0, 1 << 16, 0) > 0) {
            throw metadata.error(key("expert_count"), "above 0 isn't supported (mixture of experts)");
        }
        ModelConfig.Dimensions dimensions = new ModelConfig.Dimensions(
                hidden,
                required("feed_forward_length", 1, 1 << 20),
                required("block_count", 1, 1 << 10),
                heads,
                kvHeads,
                headDim,
                vocabulary(),
                required("context_length", 1, 1 << 27));
        double epsilon = metadata.number(key("attention.layer_norm_rms_epsilon"), 1e-12, 1e-1)
                .map(GgufConfigReader::decimal)
                .orElse(1e-6);
        double theta = metadata.number(key("rope.freq_base"), 1, 1e12).orElse(10_000.0);
        return new ModelConfig(
                family,
                dimensions,
                attention(),
                new ModelConfig.Rotary(theta, scaling(headDim)),
                new ModelConfig.Weights(epsilon, !file.tensors().containsKey("output.weight"), ""),
                new ModelConfig.Special(
                        tokens("tokenizer.ggml.bos_token_id"),
                        tokens("tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id")));
    }

    private ModelConfig.Attention attention() {
        return new ModelConfig.Attention(
                file.tensors().containsKey("blk.0.attn_q.bias"),
                file.tensors().containsKey("blk.0.attn_output.bias"),
                file.tensors().containsKey("blk.0.attn_q_norm.weight"),
                slidingWindow());
    }

    /** The file has floats: 1e-5 comes out as 9.999999747378752e-06; this is the shortest decimal of that float. */
    private static double decimal(double number) {
        return Double.parseDouble(Float.toString((float) number));
    }

    private int vocabulary() {
        StoredTensor embeddings = file.tensors().get("token_embd.weight");
        if (embeddings == null || embeddings.shape().size() != 2) {
            throw new CheckpointException(file.file() + " has no usable tensor token_embd.weight");
        }
        if (embeddings.shape().get(0) > MOST_TOKEN) {
            throw new CheckpointException(file.file() + " has a vocabulary of "
                    + embeddings.shape().get(0) + " tokens; at most " + MOST_TOKEN + " are read");
        }
        return embeddings.shape().get(0).intValue();
    }

    private RopeScaling scaling(int headDim) {
        String type = metadata.text(key("rope.scaling.type")).orElse("none");
        if (!type.equals("none")) {
            throw metadata.error(key("rope.scaling.type"), "'" + type + "' isn't supported; supported are: none");
        }
        StoredTensor factors = file.tensors().get(GgufNames.ROPE_FACTORS);
        if (factors == null) {
            return new RopeScaling.None();
        }
        if (!factors.shape().equals(List.of(headDim / 2L))) {
            throw new CheckpointException(file.file() + ": tensor '" + GgufNames.ROPE_FACTORS
                    + "' must have the shape [" + headDim / 2 + "], but has " + factors.shape());
        }
        var floats = file.floats(factors).asFloatBuffer();
        List<Float> values = new ArrayList<>();
        while (floats.hasRemaining()) {
            float factor = floats.get();
            if (!(factor >= 1e-6f && factor <= 1e6f)) {
                throw new CheckpointException(
                        file.file() + ": tensor '" + GgufNames.ROPE_FACTORS + "' holds " + factor);
            }
            values.add(factor);
        }
        return new RopeScaling.Factors(List.copyOf(values));
    }

    private OptionalInt slidingWindow() {
        int window = integer("attention.sliding_window", 0, 1 << 27, 0);
        return window == 0 ? OptionalInt.empty() : OptionalInt.of(window);
    }

    private IntArray tokens(String... keys) {
        return IntArray.of(List.of(keys).stream()
                .flatMapToInt(
                        key -> metadata.integer(key, 0, MOST_TOKEN).stream().flatMapToInt(IntStream::of))
                .distinct()
                .toArray());
    }

    private String key(String name) {
        return architecture + "." + name;
    }

    private int required(String name, int least, int most) {
        return metadata.integer(key(name), least, most).orElseThrow(() -> metadata.error(key(name), "is missing"));
    }

    private int integer(String name, int least, int most, int otherwise) {
        return metadata.integer(key(name), least, most).orElse(otherwise);
    }
}
