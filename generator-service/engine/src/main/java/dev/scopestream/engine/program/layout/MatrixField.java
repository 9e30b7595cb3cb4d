package dev.scopestream.engine.program.layout;

/** The tensors of a matrix, in their order. */
public enum MatrixField implements Field {
    DENSE("numbers [N, K]; where they are rounded, what the integers stand for"),
    INTEGERS("int8 [N, K] or packed 4-bit integers, or no elements"),
    SCALES("bf16 [N] of int8; [K / group, N, 2] scales and zeros of 4 bits; or no elements");

    private final String description;

    MatrixField(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }
}
