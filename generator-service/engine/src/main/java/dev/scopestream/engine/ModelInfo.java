package dev.scopestream.engine;

/**
 * A loaded model.
 *
 * @param name the checkpoint directory's name
 * @param weightsDigest SHA-256 (hex) of the configuration, of the weights' names, shapes and types, and of samples of them
 * @param dtype of weights, and of what is computed with them
 * @param kvDtype of the cache's entries
 */
public record ModelInfo(String name, String weightsDigest, Shape shape, Dtype dtype, KvDtype kvDtype) {

    /**
     * Sizes of the model.
     *
     * @param heads query heads
     * @param kvHeads key/value heads
     * @param headDim elements of a query, key or value head
     * @param contextLength most tokens of prompt and output together
     */
    public record Shape(int layers, int heads, int kvHeads, int headDim, int vocabularySize, int contextLength) {}

    public int layers() {
        return shape.layers();
    }

    public int heads() {
        return shape.heads();
    }

    public int kvHeads() {
        return shape.kvHeads();
    }

    public int headDim() {
        return shape.headDim();
    }

    public int vocabularySize() {
        return shape.vocabularySize();
    }

    public int contextLength() {
        return shape.contextLength();
    }
}
