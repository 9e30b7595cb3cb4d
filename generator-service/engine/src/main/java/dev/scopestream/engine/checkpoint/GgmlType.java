package dev.scopestream.engine.checkpoint;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Element types of GGUF tensors that can be read, by ggml's numbers. Quantised ones store blocks of 32 elements of a row:
 * an fp16 scale (Q4_1: and an fp16 minimum), then the integers.
 */
enum GgmlType {
    F32(0, 1, 4),
    F16(1, 1, 2),
    Q4_0(2, 32, 18),
    Q4_1(3, 32, 20),
    Q8_0(8, 32, 34),
    BF16(30, 1, 2);

    private final int number;
    private final int blockElements;
    private final int blockBytes;

    GgmlType(int number, int blockElements, int blockBytes) {
        this.number = number;
        this.blockElements = blockElements;
        this.blockBytes = blockBytes;
    }

    int blockElements() {
        return blockElements;
    }

    int blockBytes() {
        return blockBytes;
    }

    static Optional<GgmlType> of(long number) {
        return Arrays.stream(values()).filter(t -> t.number == number).findFirst();
    }

    static String listed() {
        return Arrays.stream(values())
                .map(t -> t.name().toUpperCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
