package dev.scopestream.engine.program;

import dev.scopestream.engine.checkpoint.Checkpoint;
import dev.scopestream.engine.checkpoint.TensorType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A matrix in a checkpoint: tensors of one width, one above the other; or a vector, of tensors one after the other, each
 * a row of width 1 for every element.
 *
 * @param rows of each tensor
 * @param width elements of a row
 */
record StoredRows(Checkpoint checkpoint, List<String> names, List<Long> rows, long width, boolean vector) {
    /** @throws dev.scopestream.engine.checkpoint.CheckpointException for a missing tensor or one of another shape */
    static StoredRows matrix(Checkpoint checkpoint, List<String> names, long width, long... rows) {
        for (int i = 0; i < rows.length; i++) {
            checkpoint.requireShape(names.get(i), rows[i], width);
        }
        return new StoredRows(checkpoint, names, LongStream.of(rows).boxed().toList(), width, false);
    }

    /** Likewise. */
    static StoredRows vector(Checkpoint checkpoint, List<String> names, long... sizes) {
        for (int i = 0; i < sizes.length; i++) {
            checkpoint.requireShape(names.get(i), sizes[i]);
        }
        return new StoredRows(checkpoint, names, LongStream.of(sizes).boxed().toList(), 1, true);
    }

    /** Rows of all tensors. */
    long count() {
        return rows.stream().mapToLong(Long::longValue).sum();
    }

    /** Bytes in the checkpoint's files. */
    long bytes() {
        return names.stream().mapToLong(checkpoint::bytes).sum();
    }

    /** The type that all tensors are read in: the stored one where it's the same for all, else fp32. */
    TensorType type() {
        List<TensorType> types =
                names.stream().map(checkpoint::storedType).distinct().toList();
        return types.size() == 1 ? types.get(0) : TensorType.F32;
    }

    /** Fills a buffer with rows from number {@code first} on, in {@link #type}. */
    void read(long first, ByteBuffer target) {
        TensorType type = type();
        long rowBytes = width * type.bytes();
        long begin = 0;
        int limit = target.limit();
        for (int i = 0; i < names.size() && target.position() < limit; i++) {
            long end = begin + rows.get(i);
            long row = first + target.position() / rowBytes;
            if (row < end) {
                target.limit((int) Math.min(limit, target.position() + (end - row) * rowBytes));
                part(names.get(i), row - begin, type, target);
                target.limit(limit);
            }
            begin = end;
        }
    }

    private void part(String name, long row, TensorType type, ByteBuffer target) {
        // a checkpoint's vector is one row
        long first = vector ? 0 : row;
        if (checkpoint.storedType(name) == type) {
            checkpoint.readStored(name, first, target);
        } else {
            checkpoint.readRows(name, first, target);
        }
    }
}
