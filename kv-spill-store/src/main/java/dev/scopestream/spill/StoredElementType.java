package dev.scopestream.spill;

/** Element types of spilled keys and values; the code is the one in a block's header. */
public enum StoredElementType {
    FP32(1, 4),
    BF16(2, 2),
    FP16(3, 2),
    INT8(4, 1),
    FP64(5, 8);

    private final int code;
    private final int bytes;

    StoredElementType(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    public int code() {
        return code;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** The type with this code, or null. */
    public static StoredElementType ofCode(int code) {
        for (StoredElementType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        return null;
    }
}
