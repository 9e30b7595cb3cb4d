package dev.scopestream.engine;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Element types of weights and caches. */
public enum Dtype {
    /** Traces only: with it the reference's rounding is the only one in a comparison. */
    FP64(8, 7),
    FP32(4, 6),
    BF16(2, 15);

    private final int bytes;
    private final int scalarType;

    Dtype(int bytes, int scalarType) {
        this.bytes = bytes;
        this.scalarType = scalarType;
    }

    public int bytes() {
        return bytes;
    }

    /** PyTorch's number for it (c10::ScalarType), which is what TorchScript text takes. */
    public int scalarType() {
        return scalarType;
    }

    /** Type of norms and of the residual stream. */
    public Dtype wide() {
        return this == FP64 ? FP64 : FP32;
    }

    /** @throws IllegalArgumentException for a name that isn't one, with the names there are */
    public static Dtype parse(String name) {
        return Arrays.stream(values())
                .filter(d -> d.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown dtype '" + name + "'; there are: "
                        + Arrays.stream(values())
                                .map(d -> d.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))));
    }
}
