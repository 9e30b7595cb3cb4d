package dev.scopestream.engine.program;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.program.layout.ElementType;
import dev.scopestream.engine.program.layout.MatrixField;
import java.util.List;

/** Stored weights as the program takes them: vectors, and matrices as the tensors of {@link MatrixField}. */
final class MatrixLoader implements AutoCloseable {
    /** Elements that are rounded at once: they stay in a processor's cache, and what each operation costs besides is little. */
    private static final int AT_ONCE = 1 << 17;

    private final ScopeProgram program;
    private final NDManager manager;
    private final PieceReader reader;
    private final Dtype dtype;
    private final boolean reorders;
    private PtNDArray plain;
    private long bytes;

    /**
     * @param manager of the weights
     * @param reorders whether matrices that aren't rounded are held in oneDNN's order
     */
    MatrixLoader(ScopeProgram program, NDManager manager, PieceReader reader, Dtype dtype, boolean reorders) {
        this.program = program;
        this.manager = manager;
        this.reader = reader;
        this.dtype = dtype;
        this.reorders = reorders;
    }

    /** A matrix that products take, rounded where {@code to} says so, reordered where that is chosen. */
    List<PtNDArray> product(StoredRows rows, Dtype to) {
        MatrixForm form = MatrixForm.of(to, rows.count(), rows.width());
        if (form == MatrixForm.FOUR) {
            return four(rows);
        }
        if (form == MatrixForm.EIGHT) {
            return eight(rows);
        }
        if (!reorders) {
            return dense(tensor(rows, dtype.cache(), rows.count(), rows.width()));
        }
        read(rows, staging(rows.count() * rows.width()));
        return dense(reordered(plain, rows.count(), rows.width()));
    }

    /** A matrix whose rows can be read, too: dense, or in 8 bits. */
    List<PtNDArray> readable(StoredRows rows) {
        Dtype to = dtype.isInteger() ? Dtype.INT8 : dtype;
        return MatrixForm.of(to, rows.count(), rows.width()) == MatrixForm.EIGHT
                ? eight(rows)
                : dense(tensor(rows, dtype.cache(), rows.count(), rows.width()));
    }

    /** A reordered copy of a matrix. */
    PtNDArray reordered(PtNDArray matrix, long rows, long width) {
        bytes += rows * width * dtype.bytes();
        return program.reordered(manager, matrix, rows, width);
    }

    /** A tensor of another type than the stored one. */
    PtNDArray tensor(StoredRows rows, Dtype type, long... shape) {
        PtNDArray tensor = program.uninitialized(manager, type, shape);
        bytes += rows.count() * rows.width() * type.bytes();
        read(rows, tensor);
        return tensor;
    }

    private void read(StoredRows rows, PtNDArray target) {
        reader.read(rows, 1, (first, piece, stored) -> program.put(target, first * rows.width(), piece, stored));
    }

    private List<PtNDArray> eight(StoredRows rows) {
        PtNDArray integers = program.uninitialized(manager, ElementType.INT8, rows.count(), rows.width());
        PtNDArray scales = program.uninitialized(manager, ElementType.BF16, rows.count());
        reader.read(rows, 1, (first, piece, stored) -> {
            if (!program.putEight(integers, scales, first, piece, stored, AT_ONCE)) {
                throw notFinite(rows);
            }
        });
        return rounded(integers, scales, rows.count() * rows.width());
    }

    private List<PtNDArray> four(StoredRows rows) {
        long groups = rows.width() / MatrixForm.GROUP;
        PtNDArray integers = program.uninitialized(manager, ElementType.UINT8, rows.count(), rows.width() / 2);
        PtNDArray scales = program.uninitialized(manager, ElementType.BF16, groups, rows.count(), 2);
        long[] packing = program.packedLayout();
        reader.read(rows, MatrixForm.BLOCK, (first, piece, stored) -> {
            if (!program.putFour(integers, scales, first, piece, stored, packing, AT_ONCE)) {
                throw notFinite(rows);
            }
        });
        return rounded(integers, scales, rows.count() * rows.width() / 2);
    }

    private List<PtNDArray> rounded(PtNDArray integers, PtNDArray scales, long integerBytes) {
        bytes += integerBytes + scales.size() * Dtype.BF16.bytes();
        return List.of(absent(), integers, scales);
    }

    private static CheckpointException notFinite(StoredRows rows) {
        return new CheckpointException("the weights " + String.join(", ", rows.names())
                + " hold numbers that aren't finite: they can't be rounded");
    }

    /** Memory that a matrix is read into before it's reordered: the same for all. */
    private PtNDArray staging(long elements) {
        if (plain == null || plain.size() < elements) {
            close();
            plain = program.uninitialized(manager, dtype.cache(), elements);
        }
        return plain;
    }

    /** What stands for a weight that there isn't. */
    PtNDArray absent() {
        return program.filled(manager, dtype.cache(), 0, 0);
    }

    /** A matrix that isn't rounded. */
    List<PtNDArray> dense(PtNDArray matrix) {
        return List.of(matrix, absent(), absent());
    }

    /** Of all tensors so far. */
    long bytes() {
        return bytes;
    }

    /** Frees what only loading needs. */
    @Override
    public void close() {
        if (plain != null) {
            plain.close();
            plain = null;
        }
    }
}
