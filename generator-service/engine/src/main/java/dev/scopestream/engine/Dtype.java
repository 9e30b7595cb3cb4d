package dev.scopestream.engine;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Element types: of weights, and of what is computed with them and cached. The integer ones round matrices only; all else
 * is bf16.
 */
public enum Dtype {
    /** Traces only: with it the reference's rounding is the only one in a comparison. */
    FP64(8),
    FP32(4),
    BF16(2),
    /** Weights in 8 bits, with a scale for each row. */
    INT8(2),
    /** Weights in 4 bits, with a scale and a zero for each 32 of a row; the head in 8. */
    INT4(2);

    /** See {@link ComputeDevice#dtype}. */
    public static final String AUTO = "auto";

    private final int bytes;

    Dtype(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of an element of the cache. */
    public int bytes() {
        return bytes;
    }

    /** Whether matrices are rounded to integers. */
    public boolean isInteger() {
        return this == INT8 || this == INT4;
    }

    /** What is computed with, and what caches hold. */
    public Dtype cache() {
        return isInteger() ? BF16 : this;
    }

    /** Type of norms and of the residual stream. */
    public Dtype wide() {
        return this == FP64 ? FP64 : FP32;
    }

    /** @throws IllegalArgumentException for a name that isn't one, with the names there are */
    public static Dtype parse(String name) {
        return find(name).orElseThrow(() -> unknown(name, ""));
    }

    /**
     * As {@link #parse}, but {@value #AUTO} is bf16 where that is multiplied fast, else fp32.
     */
    static Dtype choose(String name, BooleanSupplier multipliesBf16) {
        if (name.equalsIgnoreCase(AUTO)) {
            return multipliesBf16.getAsBoolean() ? BF16 : FP32;
        }
        return find(name).orElseThrow(() -> unknown(name, AUTO + ", "));
    }

    private static Optional<Dtype> find(String name) {
        return Arrays.stream(values())
                .filter(d -> d.name().equalsIgnoreCase(name))
                .findFirst();
    }

    private static IllegalArgumentException unknown(String name, String more) {
        return new IllegalArgumentException("unknown dtype '" + name + "'; there are: " + more
                + Arrays.stream(values())
                        .map(d -> d.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ")));
    }
}
