package dev.scopestream.engine.checkpoint;

import dev.scopestream.engine.IntArray;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * A decoder's shape, as its config.json (or GGUF metadata) says; checked against limits, so every product of two of
 * its numbers fits a long.
 *
 * @param headDim elements of a query, key or value head (even)
 * @param contextLength tokens of prompt and output together
 * @param qkvBias whether q_proj, k_proj and v_proj have biases
 * @param outputBias whether o_proj has one
 * @param qkNorm whether queries and keys pass an RMS norm per head before rotation (q_norm, k_norm)
 * @param slidingWindow a token attends to so many last tokens, itself included; empty: to all before it
 * @param tieEmbeddings whether the output head is the embedding table (no lm_head.weight)
 * @param weightType the weights' type as config.json names it (float32, bfloat16, float16), or an empty string
 * @param bosTokens the start token, if there is one
 * @param eosTokens the tokens that end a text, by config.json alone
 */
public record ModelConfig(
        ModelFamily family,
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int kvHeads,
        int headDim,
        int vocabularySize,
        int contextLength,
        double rmsNormEps,
        double ropeTheta,
        RopeScaling ropeScaling,
        boolean tieEmbeddings,
        boolean qkvBias,
        boolean outputBias,
        boolean qkNorm,
        OptionalInt slidingWindow,
        String weightType,
        IntArray bosTokens,
        IntArray eosTokens) {

    /** @throws CheckpointException when the file is missing, or describes a model that can't be run */
    public static ModelConfig read(Path configJson) {
        return new ModelConfigReader(JsonFields.read(configJson, JsonFields.CONFIG_BYTES)).read();
    }

    /** Rotary inverse frequencies (radians a token), headDim / 2 of them, scaling applied; fp32 as in transformers. */
    public float[] inverseFrequencies() {
        return RotaryFrequencies.of(headDim, ropeTheta, ropeScaling);
    }
}
