package dev.scopestream.engine.program;

import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.KernelChoice;
import dev.scopestream.engine.checkpoint.ModelConfig;

/** Elements of the memory that numbers are widened in, piece by piece. */
final class WideningScratch {
    /** Numbers of 4 bytes that stay in a processor's cache until they are multiplied. */
    private static final long FLOATS = 1L << 20;
    /** Numbers of 2 bytes, which are next to others where a product is divided between many threads. */
    private static final long HALVES = 1L << 22;

    private WideningScratch() {}

    /** Of rounded matrices: a block of packed integers at least; none where no matrix is rounded. */
    static long integers(ModelConfig config, Dtype dtype, KernelChoice kernels) {
        if (!dtype.isInteger()) {
            return 0;
        }
        return Math.max(kernels.integerDtype() == Dtype.FP32 ? FLOATS : HALVES, MatrixForm.BLOCK * widest(config));
    }

    /** Of bf16 matrices and cache entries, fp32: a row at least; none where they are multiplied as they are. */
    static long floats(ModelConfig config, Dtype dtype, KernelChoice kernels) {
        return kernels.widens(dtype) ? Math.max(FLOATS, widest(config)) : 0;
    }

    /** Bytes of both, whatever is chosen. */
    static long mostBytes(ModelConfig config, Dtype dtype) {
        long block = MatrixForm.BLOCK * widest(config);
        long integers =
                Math.max(Dtype.BF16.bytes() * Math.max(HALVES, block), Dtype.FP32.bytes() * Math.max(FLOATS, block));
        long floats = Dtype.FP32.bytes() * Math.max(FLOATS, widest(config));
        return dtype.cache() == Dtype.BF16 ? floats + (dtype.isInteger() ? integers : 0) : 0;
    }

    /** Elements of a matrix's row, at most. */
    private static long widest(ModelConfig config) {
        return Math.max(
                Math.max(config.hiddenSize(), config.intermediateSize()), (long) config.heads() * config.headDim());
    }
}
