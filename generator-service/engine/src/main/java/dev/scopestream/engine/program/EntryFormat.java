package dev.scopestream.engine.program;

import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.KvDtype;
import dev.scopestream.engine.program.layout.ElementType;

/**
 * How a pool keeps keys and values.
 *
 * @param headDim numbers of a key, or of a value
 * @param width elements that these take
 * @param type of the elements
 */
public record EntryFormat(int headDim, int width, ElementType type) {
    private static final int SCALE_BYTES = 2;

    /** @param dtype of weights; {@code kv} says whether entries are of its cache's type */
    public static EntryFormat of(int headDim, Dtype dtype, KvDtype kv) {
        return switch (kv) {
            case AUTO -> new EntryFormat(headDim, headDim, ElementType.of(dtype));
            case INT8 -> new EntryFormat(headDim, headDim + SCALE_BYTES, ElementType.INT8);
        };
    }

    /** Bytes of one entry: a key and a value. */
    public long entryBytes() {
        return 2L * width * type.bytes();
    }
}
