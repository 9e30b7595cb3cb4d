package dev.scopestream.engine.program.layout;

import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.checkpoint.TensorType;

/** Element types of tensors. The program names them as PyTorch does; calls take their number (c10::ScalarType). */
public enum ElementType {
    UINT8(0, 1, "uint8"),
    INT8(1, 1, "int8"),
    INT32(3, 4, "int32"),
    INT64(4, 8, "int64"),
    FP32(6, 4, "float32"),
    FP64(7, 8, "float64"),
    BOOL(11, 1, "bool"),
    FP16(5, 2, "float16"),
    BF16(15, 2, "bfloat16");

    private final int number;
    private final int bytes;
    private final String torchName;

    ElementType(int number, int bytes, String torchName) {
        this.number = number;
        this.bytes = bytes;
        this.torchName = torchName;
    }

    /** What caches of a dtype hold. */
    public static ElementType of(Dtype dtype) {
        return switch (dtype) {
            case FP64 -> FP64;
            case FP32 -> FP32;
            case BF16, INT8, INT4 -> BF16;
        };
    }

    /** Of a stored tensor. */
    public static ElementType of(TensorType stored) {
        return switch (stored) {
            case F32 -> FP32;
            case F16 -> FP16;
            case BF16 -> BF16;
        };
    }

    /** PyTorch's number for it. */
    public int number() {
        return number;
    }

    /** Bytes of an element. */
    public int bytes() {
        return bytes;
    }

    /** Its name in PyTorch, without {@code torch.} */
    public String torchName() {
        return torchName;
    }
}
