package dev.scopestream.engine;

/**
 * Which of the ways there are a model's products are computed in. They differ in time, and in results by the rounding of a
 * dtype.
 *
 * @param reordered whether bf16 matrices are held in oneDNN's order
 * @param denseRows for how many tokens at most products take a bf16 matrix as it is; for more, unless it is reordered, it is
 *     widened to fp32 piece by piece
 * @param integerRows for how many tokens at most products take a rounded matrix's integers as they are; for more they are
 *     widened piece by piece
 * @param integerDtype what integers are widened to
 * @param promptDtype of the products in a prompt's attention
 * @param stepDtype of the products in attention while decoding
 */
public record KernelChoice(
        boolean reordered, int denseRows, int integerRows, Dtype integerDtype, Dtype promptDtype, Dtype stepDtype) {
    /** More tokens than any product has. */
    public static final int ALL_ROWS = Integer.MAX_VALUE;

    private static final int FEW_ROWS = 8;
    private static final int FEW_INTEGER_ROWS = 16;

    /**
     * The choice without measuring. bf16 is taken as it is where the processor has AVX-512, which PyTorch's and oneDNN's fast
     * products of bf16 need, and on a GPU; elsewhere what would be many products of bf16 is computed in fp32. Other dtypes
     * are computed as they are.
     */
    public static KernelChoice fixed(ComputeDevice device, Dtype dtype) {
        boolean reorders = device.reorders(dtype);
        Dtype cache = dtype.cache();
        boolean slow = device.isHost() && cache == Dtype.BF16 && !reorders;
        return !slow
                ? new KernelChoice(reorders, ALL_ROWS, FEW_INTEGER_ROWS, cache, cache, cache)
                : new KernelChoice(false, FEW_ROWS, FEW_INTEGER_ROWS, Dtype.FP32, Dtype.FP32, Dtype.FP32);
    }

    /** Whether bf16 numbers of a model in this dtype are widened to fp32 anywhere, which takes memory to do it in. */
    public boolean widens(Dtype dtype) {
        return dtype.cache() == Dtype.BF16 && ((!reordered && denseRows < ALL_ROWS) || stepDtype == Dtype.FP32);
    }
}
