package dev.scopestream.engine.program.layout;

/** The tensors of a matrix, in their order. */
public enum MatrixField implements Field {
    DENSE("numbers [N, K], perhaps reordered by oneDNN (is_mkldnn); no elements where there are integers"),
    INTEGERS("int8 [N, K], or packed 4-bit integers uint8 [N, K / 2], or no elements"),
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
