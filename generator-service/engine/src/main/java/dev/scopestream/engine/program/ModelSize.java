package dev.scopestream.engine.program;

import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.checkpoint.ModelConfig;

/**
 * Memory that a model's weights take, by its configuration.
 *
 * @param weights bytes of matrices and of the embedding table; norms and biases are next to nothing
 * @param scratch bytes in which numbers are widened, at most
 * @param loading bytes besides them while the model is loaded, at most
 */
public record ModelSize(long weights, long scratch, long loading) {
    /** @param reorders whether matrices are reordered (oneDNN) */
    public static ModelSize of(ModelConfig config, Dtype dtype, boolean reorders) {
        long hidden = config.hiddenSize();
        long q = (long) config.heads() * config.headDim();
        long kv = (long) config.kvHeads() * config.headDim();
        long inner = config.intermediateSize();
        long layer = matrix(dtype, q + 2 * kv, hidden)
                + matrix(dtype, hidden, q)
                + matrix(dtype, 2 * inner, hidden)
                + matrix(dtype, hidden, inner);
        Dtype head = dtype.isInteger() ? Dtype.INT8 : dtype;
        long table = matrix(head, config.vocabularySize(), hidden);
        boolean twice = !config.weights().tieEmbeddings() || HeadLoader.copies(dtype, reorders, table);
        long staged = reorders && !dtype.isInteger() ? 2 * inner * hidden * dtype.bytes() : 0;
        return new ModelSize(
                layer * config.layers() + table * (twice ? 2 : 1), WideningScratch.mostBytes(config, dtype), staged);
    }

    private static long matrix(Dtype dtype, long rows, long width) {
        return MatrixForm.of(dtype, rows, width).bytes(dtype, rows, width);
    }
}
