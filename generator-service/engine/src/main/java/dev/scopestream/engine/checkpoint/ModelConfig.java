package dev.scopestream.engine.checkpoint;

import dev.scopestream.engine.IntArray;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** A decoder's configuration, as its config.json or GGUF metadata give it. */
public record ModelConfig(
        ModelFamily family,
        Dimensions dimensions,
        Attention attention,
        Multipliers multipliers,
        Norms norms,
        Weights weights,
        Special special) {

    /**
     * Sizes; within limits, so that every product of two of them fits a long.
     *
     * @param headDim elements of a query, key or value head (even)
     * @param contextLength tokens of prompt and output together
     */
    public record Dimensions(
            int hiddenSize,
            int intermediateSize,
            int layers,
            int heads,
            int kvHeads,
            int headDim,
            int vocabularySize,
            int contextLength) {}

    /**
     * Variants of attention.
     *
     * @param qkvBias whether q_proj, k_proj and v_proj have biases
     * @param outputBias whether o_proj has one
     * @param qkNorm whether queries and keys pass an RMS norm per head before rotation (q_norm, k_norm)
     * @param layers what each layer's attention differs in, from the first layer to the last
     */
    public record Attention(boolean qkvBias, boolean outputBias, boolean qkNorm, List<LayerAttention> layers) {
        public Attention {
            layers = List.copyOf(layers);
        }

        /** The layers' rotary positions without repetitions, in the order of the layers. */
        public List<Rope> ropes() {
            return layers.stream().map(LayerAttention::rope).distinct().toList();
        }

        /**
         * What tells apart sequences whose tokens are rotated differently: the shortest length whose rotation is that of a
         * sequence of {@code tokens}; 0: the usual one.
         */
        public int rotationLength(int tokens) {
            return ropes().stream()
                    .flatMap(rope -> rope.beyond().stream())
                    .mapToInt(beyond -> beyond.rotationLength(tokens))
                    .max()
                    .orElse(0);
        }

        /** The sliding window of the layers that have one; empty where none has. */
        public OptionalInt slidingWindow() {
            return layers.stream()
                    .flatMapToInt(layer -> layer.slidingWindow().stream())
                    .findFirst();
        }
    }

    /**
     * Constant factors.
     *
     * @param embedding of the embeddings
     * @param score of queries' products with keys
     * @param residual of what a layer's attention and its feed-forward part add to the residual stream
     * @param logits of the logits
     */
    public record Multipliers(double embedding, double score, double residual, double logits) {
        /** None but the usual one of scores: 1/sqrt(headDim). */
        public static Multipliers standard(int headDim) {
            return new Multipliers(1, 1 / Math.sqrt(headDim), 1, 1);
        }
    }

    /**
     * Where a layer's norms stand, and what they multiply by.
     *
     * @param before whether the inputs of attention and of the feed-forward part are normed
     * @param after whether their outputs are
     * @param wholeQk whether norms of queries and keys are over all heads together
     * @param offset added to norms' weights
     */
    public record Norms(boolean before, boolean after, boolean wholeQk, double offset) {
        /** Norms of inputs. */
        public static final Norms STANDARD = new Norms(true, false, false, 0);
    }

    /**
     * Weights and norms.
     *
     * @param gelu whether the feed-forward part's gate passes the GELU by tanh, not SiLU
     * @param tieEmbeddings whether the output head is the embedding table (no lm_head.weight)
     * @param type the weights' type as config.json names it (float32, bfloat16, float16), or an empty string
     */
    public record Weights(double rmsNormEps, boolean gelu, boolean tieEmbeddings, String type) {}

    /**
     * Special tokens.
     *
     * @param bos the start token, if there is one
     * @param eos tokens that end a text, by config.json alone
     */
    public record Special(IntArray bos, IntArray eos) {}

    /** @throws CheckpointException when the file is missing, or describes a model that can't be run */
    public static ModelConfig read(Path configJson) {
        return new ModelConfigReader(JsonFields.read(configJson, JsonFields.CONFIG_BYTES)).read();
    }

    public int hiddenSize() {
        return dimensions.hiddenSize();
    }

    public int intermediateSize() {
        return dimensions.intermediateSize();
    }

    public int layers() {
        return dimensions.layers();
    }

    public int heads() {
        return dimensions.heads();
    }

    public int kvHeads() {
        return dimensions.kvHeads();
    }

    public int headDim() {
        return dimensions.headDim();
    }

    public int vocabularySize() {
        return dimensions.vocabularySize();
    }

    public int contextLength() {
        return dimensions.contextLength();
    }
}
