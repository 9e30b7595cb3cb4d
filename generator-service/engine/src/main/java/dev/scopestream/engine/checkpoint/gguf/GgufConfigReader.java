package dev.scopestream.engine.checkpoint.gguf;

import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.checkpoint.LayerAttention;
import dev.scopestream.engine.checkpoint.ModelConfig;
import dev.scopestream.engine.checkpoint.StoredTensor;
import java.util.List;
import java.util.stream.IntStream;

/** GGUF metadata to {@link ModelConfig}. */
final class GgufConfigReader {
    private static final int MOST_TOKEN = (1 << 22) - 1;
    /** Layers of Gemma 3 27B. */
    private static final int LARGEST_GEMMA = 62;

    private final GgufParts file;
    private final GgufMetadata metadata;
    private final GgufKeys keys;

    GgufConfigReader(GgufParts file, GgufKeys keys) {
        this.file = file;
        this.metadata = file.metadata();
        this.keys = keys;
    }

    ModelConfig read() {
        refuseUnsupported();
        int hidden = keys.required("embedding_length", 1, 1 << 16);
        int heads = keys.required("attention.head_count", 1, 1 << 10);
        int kvHeads = keys.integer("attention.head_count_kv", 1, heads, heads);
        int headDim = keys.integer("attention.key_length", 2, 1 << 10, hidden / heads);
        if (heads % kvHeads != 0 || headDim % 2 != 0 || headDim < 2) {
            throw metadata.error(
                    keys.architecture().key(),
                    "has " + heads + " heads, " + kvHeads + " key/value heads of " + headDim
                            + " elements: that isn't possible");
        }
        if (keys.integer("attention.value_length", 0, 1 << 16, headDim) != headDim) {
            throw keys.error("attention.value_length", "must be the head's length " + headDim);
        }
        int layers = keys.required("block_count", 1, 1 << 10);
        int context = keys.required("context_length", 1, 1 << 27);
        GgufRopeReader ropes = new GgufRopeReader(file, keys, rotated(headDim), context);
        List<LayerAttention> attention = new GgufLayers(keys, layers).read(ropes, headDim);
        ModelConfig.Dimensions dimensions = new ModelConfig.Dimensions(
                hidden,
                keys.required("feed_forward_length", 1, 1 << 20),
                layers,
                heads,
                kvHeads,
                headDim,
                vocabulary(),
                LayerAttention.contextLength(attention, context));
        return new ModelConfig(
                keys.architecture().family(),
                dimensions,
                new ModelConfig.Attention(
                        has("blk.0.attn_q.bias"),
                        has("blk.0.attn_output.bias"),
                        has("blk.0.attn_q_norm.weight"),
                        attention),
                multipliers(dimensions),
                keys.architecture().norms(),
                weights(),
                new ModelConfig.Special(
                        tokens("tokenizer.ggml.bos_token_id"),
                        tokens(
                                "tokenizer.ggml.eos_token_id",
                                "tokenizer.ggml.eot_token_id",
                                "tokenizer.ggml.eom_token_id")));
    }

    private ModelConfig.Weights weights() {
        double epsilon =
                keys.number("attention.layer_norm_rms_epsilon", 1e-12, 1e-1).orElse(1e-6);
        boolean gelu = keys.architecture() == GgufArchitecture.GEMMA3;
        return new ModelConfig.Weights(epsilon, gelu, !has("output.weight"), "");
    }

    private boolean has(String tensor) {
        return file.tensors().containsKey(tensor);
    }

    private int rotated(int headDim) {
        String name = "rope.dimension_count";
        int rotated = keys.integer(name, 0, 1 << 16, headDim);
        if (rotated != headDim && !keys.architecture().rotatesPartly()) {
            throw keys.error(name, "must be the head's length " + headDim);
        }
        if (rotated < 2 || rotated > headDim || rotated % 2 != 0) {
            throw keys.error(name, "must be even and from 2 to the head's length " + headDim + ", but is " + rotated);
        }
        return rotated;
    }

    /** Absent keys and 0 are the architecture's own factors. */
    private ModelConfig.Multipliers multipliers(ModelConfig.Dimensions d) {
        boolean gemma = keys.architecture() == GgufArchitecture.GEMMA3;
        // no key has Gemma's query_pre_attn_scalar: it is a head's length, but for the 27B (llama.cpp,
        // src/models/gemma3.cpp)
        int scalar = gemma && d.layers() == LARGEST_GEMMA ? d.hiddenSize() / d.heads() : d.headDim();
        return new ModelConfig.Multipliers(
                multiplier("embedding_scale", gemma ? (float) Math.sqrt(d.hiddenSize()) : 1),
                multiplier("attention.scale", 1 / Math.sqrt(scalar)),
                multiplier("residual_scale", 1),
                1 / multiplier("logit_scale", 1));
    }

    private double multiplier(String name, double otherwise) {
        double value = keys.number(name, 0, 1e6).orElse(0.0);
        if (value > 0 && value < 1e-6) {
            throw keys.error(name, "must be 0 or a number from 1e-6 to 1e6, but is " + value);
        }
        return value == 0 ? otherwise : value;
    }

    private void refuseUnsupported() {
        keys.refuse("above 0 isn't supported (mixture of experts)", "expert_count");
        keys.refuse("isn't supported", "attn_logit_softcapping", "final_logit_softcapping");
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

    private IntArray tokens(String... names) {
        return IntArray.of(List.of(names).stream()
                .flatMapToInt(
                        key -> metadata.integer(key, 0, MOST_TOKEN).stream().flatMapToInt(IntStream::of))
                .distinct()
                .toArray());
    }
}
