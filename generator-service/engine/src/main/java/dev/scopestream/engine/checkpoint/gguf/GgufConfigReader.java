package dev.scopestream.engine.checkpoint.gguf;

import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.checkpoint.LayerAttention;
import dev.scopestream.engine.checkpoint.ModelConfig;
import dev.scopestream.engine.checkpoint.ModelFamily;
import dev.scopestream.engine.checkpoint.Rope;
import dev.scopestream.engine.checkpoint.RopeScaling;
import dev.scopestream.engine.checkpoint.StoredTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** GGUF metadata to {@link ModelConfig}. */
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
        ModelFamily family = GgufArchitecture.of(metadata).family();
        refuseParts();
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
        int layers = required("block_count", 1, 1 << 10);
        ModelConfig.Dimensions dimensions = new ModelConfig.Dimensions(
                hidden,
                required("feed_forward_length", 1, 1 << 20),
                layers,
                heads,
                kvHeads,
                headDim,
                vocabulary(),
                required("context_length", 1, 1 << 27));
        double epsilon = metadata.number(key("attention.layer_norm_rms_epsilon"), 1e-12, 1e-1)
                .map(GgufConfigReader::decimal)
                .orElse(1e-6);
        return new ModelConfig(
                family,
                dimensions,
                attention(layers, rope(headDim)),
                ModelConfig.Multipliers.standard(headDim),
                ModelConfig.Norms.STANDARD,
                new ModelConfig.Weights(epsilon, false, !file.tensors().containsKey("output.weight"), ""),
                new ModelConfig.Special(
                        tokens("tokenizer.ggml.bos_token_id"),
                        tokens(
                                "tokenizer.ggml.eos_token_id",
                                "tokenizer.ggml.eot_token_id",
                                "tokenizer.ggml.eom_token_id")));
    }

    private ModelConfig.Attention attention(int layers, Rope rope) {
        return new ModelConfig.Attention(
                file.tensors().containsKey("blk.0.attn_q.bias"),
                file.tensors().containsKey("blk.0.attn_output.bias"),
                file.tensors().containsKey("blk.0.attn_q_norm.weight"),
                LayerAttention.uniform(layers, slidingWindow(), rope));
    }

    private Rope rope(int headDim) {
        double theta = metadata.number(key("rope.freq_base"), 1, 1e12).orElse(10_000.0);
        return new Rope(theta, headDim, scaling(headDim));
    }

    private void refuseParts() {
        int parts = metadata.integer("split.count", 0, 1 << 16).orElse(1);
        if (parts > 1) {
            throw metadata.error(
                    "split.count",
                    "= " + parts
                            + ": this is one file of several, which aren't read; join them (llama-gguf-split --merge)");
        }
    }

    /** The file has floats: 1e-5 comes out as 9.999999747378752e-06; this is the shortest decimal of that float. */
    private static double decimal(double number) {
        return Double.parseDouble(Float.toString((float) number));
    }

    private int vocabulary() {
        StoredTensor embeddings = file.tensors().get("token_embd.weight");
        if (embeddings == null || embeddings.shape().size() != 2) {
            throw new CheckpointException(file.path() + " has no usable tensor token_embd.weight");
        }
        if (embeddings.shape().get(0) > MOST_TOKEN) {
            throw new CheckpointException(file.path() + " has a vocabulary of "
                    + embeddings.shape().get(0) + " tokens; at most " + MOST_TOKEN + " are read");
        }
        return embeddings.shape().get(0).intValue();
    }

    private RopeScaling scaling(int headDim) {
        String type = metadata.text(key("rope.scaling.type")).orElse("none");
        double factor = metadata.number(key("rope.scaling.factor"), 0, 1e6).orElse(0.0);
        if (!type.equals("none") && !type.equals("linear")) {
            throw metadata.error(
                    key("rope.scaling.type"), "'" + type + "' isn't supported; supported are: none, linear");
        }
        StoredTensor factors = file.tensors().get(GgufNames.ROPE_FACTORS);
        // as in llama.cpp, a factor of 0 or none means no scaling
        boolean linear = type.equals("linear") && factor != 0 && factor != 1;
        if (factors != null && linear) {
            throw metadata.error(
                    key("rope.scaling.type"),
                    "'linear' together with the tensor " + GgufNames.ROPE_FACTORS + " isn't supported");
        }
        if (linear) {
            return new RopeScaling.Factors(Collections.nCopies(headDim / 2, (float) factor));
        }
        return factors == null ? new RopeScaling.None() : ropeFactors(factors, headDim);
    }

    private RopeScaling ropeFactors(StoredTensor factors, int headDim) {
        if (!factors.shape().equals(List.of(headDim / 2L))) {
            throw new CheckpointException(file.path() + ": tensor '" + GgufNames.ROPE_FACTORS
                    + "' must have the shape [" + headDim / 2 + "], but has " + factors.shape());
        }
        ByteBuffer bytes =
                ByteBuffer.allocate((int) factors.elements() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.elements(factors, 0, bytes);
        var floats = bytes.flip().asFloatBuffer();
        List<Float> values = new ArrayList<>();
        while (floats.hasRemaining()) {
            float factor = floats.get();
            if (!(factor >= 1e-6f && factor <= 1e6f)) {
                throw new CheckpointException(
                        file.path() + ": tensor '" + GgufNames.ROPE_FACTORS + "' holds " + factor);
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
