package dev.scopestream.engine.program.layout;

/** Weights of a model besides its layers', in their order; an absent one has no elements. */
public enum ModelField implements WeightField {
    EMBEDDING(true, "[vocabulary, hidden], never reordered, at least 8 bits"),
    NORM(false, "[hidden], of the last layer's output"),
    HEAD(true, "[vocabulary, hidden]"),
    FREQUENCIES(false, "[ropes, head_dim] fp32: angles of rotary positions, a position"),
    LONG_NUMERATORS(
            false,
            "[ropes, head_dim] fp32: the same of sequences of n tokens, beyond the original context c, times base(n)^exponent"),
    LONG_EXPONENTS(false, "[ropes, head_dim] fp32: those exponents"),
    GROWTH(
            false,
            "[ropes, 4] fp32: c (or infinity), factor, theta, power of base(n) = theta (factor n / c - (factor - 1))^power"),
    COSINE_SCALE(
            false, "[ropes, heads + kv_heads, head_dim] fp32: factors of the cosines; queries' hold attention's scale"),
    SINE_SCALE(false, "the same of the sines, negative for the first half of what turns"),
    HEAD_ROWS(true, "[vocabulary, hidden]: the head once more where its rows can be read, or absent"),
    ROTATION(false, "[head_dim, head_dim] fp32: orthogonal, of recall's codes"),
    SCRATCH(
            false,
            "where integers are widened, in the type that they are widened to; absent where there are no integers"),
    FLOATS(false, "fp32: where bf16 numbers are widened; absent where none are");

    private final boolean matrix;
    private final String description;

    ModelField(boolean matrix, String description) {
        this.matrix = matrix;
        this.description = description;
    }

    @Override
    public boolean isMatrix() {
        return matrix;
    }

    @Override
    public String description() {
        return description;
    }
}
