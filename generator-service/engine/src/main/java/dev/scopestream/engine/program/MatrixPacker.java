package dev.scopestream.engine.program;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.program.layout.MatrixField;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/** Matrices as the program multiplies with them: the tensors of {@link MatrixField}. */
final class MatrixPacker {
    /** The 4-bit product takes rows by so many. */
    private static final int ROWS_4 = 16;

    private final ScopeProgram program;
    private final NDManager manager;
    private final Dtype dtype;
    private final boolean reorder;
    private long bytes;

    /** @param reorder whether matrices become opaque tensors that only products read */
    MatrixPacker(ScopeProgram program, NDManager manager, Dtype dtype, boolean reorder) {
        this.program = program;
        this.manager = manager;
        this.dtype = dtype;
        this.reorder = reorder;
    }

    /** A matrix: dense, integers and scales; integers and scales without elements for a type that isn't rounded to. */
    List<PtNDArray> pack(ByteBuffer floats, Dtype to, long rows, long width) {
        int n = Math.toIntExact(rows);
        int k = Math.toIntExact(width);
        PtNDArray integers = absent();
        PtNDArray scales = absent();
        if (to == Dtype.INT4 && k % WeightRounding.GROUP == 0 && n % ROWS_4 == 0) {
            WeightRounding.Four four = WeightRounding.four(floats.asFloatBuffer(), n, k);
            try (PtNDArray codes = (PtNDArray) manager.create(four.codes(), new Shape(n, k), DataType.INT32)) {
                integers = program.packInt4(manager, codes);
                bytes += (long) n * k / 2;
            }
            scales = scales(four.scales(), k / WeightRounding.GROUP, n, 2);
        } else if (to == Dtype.INT8) {
            WeightRounding.Eight eight = WeightRounding.eight(floats.asFloatBuffer(), n, k);
            integers = (PtNDArray) manager.create(eight.codes(), new Shape(n, k), DataType.INT8);
            bytes += (long) n * k;
            scales = scales(eight.scales(), n);
        }
        bytes += scales.size() * Dtype.BF16.bytes();
        return List.of(plain(floats, dtype.cache(), reorder, rows, width), integers, scales);
    }

    /** A weight that isn't multiplied with as a matrix, or one that is there already. */
    PtNDArray plain(ByteBuffer floats, Dtype type, boolean reordered, long... shape) {
        try (PtNDArray raw = (PtNDArray) manager.create(floats, new Shape(shape), DataType.FLOAT32)) {
            bytes += new Shape(shape).size() * type.bytes();
            return program.pack(manager, raw, type, reordered);
        }
    }

    private PtNDArray scales(FloatBuffer values, long... shape) {
        try (PtNDArray raw = (PtNDArray) manager.create(values, new Shape(shape), DataType.FLOAT32)) {
            return program.pack(manager, raw, Dtype.BF16, false);
        }
    }

    /** What stands for a weight that there isn't. */
    PtNDArray absent() {
        return program.filled(manager, dtype.cache(), 0, 0);
    }

    /** A matrix without integers. */
    List<PtNDArray> dense(PtNDArray matrix) {
        return List.of(matrix, absent(), absent());
    }

    /** Of all tensors so far. */
    long bytes() {
        return bytes;
    }
}
