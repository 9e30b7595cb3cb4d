package dev.scopestream.engine.program;

import dev.scopestream.engine.Dtype;

/** How a matrix is held. */
enum MatrixForm {
    DENSE,
    EIGHT,
    FOUR;

    /** Elements of a row that share a scale in 4 bits; products of integers take rows of a multiple of it. */
    static final int GROUP = 32;
    /** Rows of a block of packed 4-bit integers, at most. */
    static final int BLOCK = 64;

    /** The form that is asked for, or the next larger one where the matrix's sizes don't go with it. */
    static MatrixForm of(Dtype dtype, long rows, long width) {
        if (!dtype.isInteger() || width % GROUP != 0) {
            return DENSE;
        }
        return dtype == Dtype.INT4 && rows % BLOCK == 0 ? FOUR : EIGHT;
    }

    /** Bytes of a matrix, scales included. */
    long bytes(Dtype dtype, long rows, long width) {
        return switch (this) {
            case DENSE -> rows * width * dtype.bytes();
            case EIGHT -> rows * width + rows * Dtype.BF16.bytes();
            case FOUR -> rows * width / 2 + rows * width / GROUP * 2 * Dtype.BF16.bytes();
        };
    }
}
