package dev.scopestream.engine.program;

import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.KvDtype;

/**
 * How a pool keeps keys and values.
 *
 * @param headDim numbers of a key, or of a value
 * @param width elements that these take
 * @param scalarType PyTorch's number of the elements' type
 */
public record EntryFormat(int headDim, int width, int scalarType) {
    private static final int SCALE_BYTES = 2;

    /** @param dtype of weights; {@code kv} says whether entries are of its cache's type */
    public static EntryFormat of(int headDim, Dtype dtype, KvDtype kv) {
        return switch (kv) {
            case AUTO -> new EntryFormat(headDim, headDim, dtype.cache().scalarType());
            case INT8 -> new EntryFormat(headDim, headDim + SCALE_BYTES, Elements.INT8);
        };
    }

    /** Bytes of one entry: a key and a value. */
    public long entryBytes() {
        return 2L * width * Elements.bytes(scalarType);
    }
}
