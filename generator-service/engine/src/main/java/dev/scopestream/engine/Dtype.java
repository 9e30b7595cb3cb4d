package dev.scopestream.engine;

import java.util.function.BooleanSupplier;

/**
 * Element types of weights, and of the numbers that are computed with them and cached. The integer types hold matrices
 * only; everything else is bf16 with them.
 */
public enum Dtype {
    /** For traces: a comparison with the reference then has the reference's rounding only. */
    FP64(8),
    FP32(4),
    BF16(2),
    /** 8-bit weights with a scale for each row. */
    INT8(2),
    /** 4-bit weights with a scale and a zero point for each 32 of a row; the output head has 8 bits. */
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

    /** Whether matrices are integers. */
    public boolean isInteger() {
        return this == INT8 || this == INT4;
    }

    /** Type of the numbers that are computed and cached. */
    public Dtype cache() {
        return isInteger() ? BF16 : this;
    }

    /** Type of norms and of the residual stream. */
    public Dtype wide() {
        return this == FP64 ? FP64 : FP32;
    }

    /** @throws IllegalArgumentException for a name that isn't one, with the names there are */
    public static Dtype parse(String name) {
        return EnumNames.find(Dtype.class, name).orElseThrow(() -> unknown(name, ""));
    }

    /** As {@link #parse}; besides, {@value #AUTO} is bf16 where the supplier says that the device multiplies it, else fp32. */
    static Dtype choose(String name, BooleanSupplier multipliesBf16) {
        if (name.equalsIgnoreCase(AUTO)) {
            return multipliesBf16.getAsBoolean() ? BF16 : FP32;
        }
        return EnumNames.find(Dtype.class, name).orElseThrow(() -> unknown(name, AUTO + ", "));
    }

    private static IllegalArgumentException unknown(String name, String more) {
        return new IllegalArgumentException(
                "unknown dtype '" + name + "'; there are: " + more + EnumNames.listed(Dtype.class));
    }
}
