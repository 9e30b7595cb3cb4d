package dev.scopestream.engine;

/**
 * What a loaded model is.
 *
 * @param name the checkpoint directory's name
 * @param weightsDigest SHA-256 (hex) of the configuration and of the weights' names, shapes and types
 * @param contextLength prompt and output together can't be longer (tokens)
 * @param dtype of weights, and of what is computed with them
 * @param kvDtype of the cache's entries
 */
public record ModelInfo(
        String name,
        String weightsDigest,
        int layers,
        int heads,
        int kvHeads,
        int headDim,
        int vocabularySize,
        int contextLength,
        Dtype dtype,
        KvDtype kvDtype) {}
