package dev.scopestream.engine.program;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import dev.scopestream.engine.Dtype;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** Matrices in the forms that {@code scope.py} multiplies with, in the order of its numbers. */
final class MatrixPacker {
    /** The 4-bit product takes rows by so many. */
    private static final int ROWS_4 = 16;

    private final ScopeProgram program;
    private final NDManager manager;
    private final Dtype dtype;
    private final boolean reorder;
    private final List<PtNDArray> rounded = new ArrayList<>();
    private long bytes;

    /** @param reorder whether matrices become opaque tensors that only products read */
    MatrixPacker(ScopeProgram program, NDManager manager, Dtype dtype, boolean reorder) {
        this.program = program;
        this.manager = manager;
        this.dtype = dtype;
        this.reorder = reorder;
    }

    /** The next matrix. */
    PtNDArray pack(ByteBuffer floats, Dtype to, long rows, long width) {
        int n = Math.toIntExact(rows);
        int k = Math.toIntExact(width);
        if (to == Dtype.INT4 && k % WeightRounding.GROUP == 0 && n % ROWS_4 == 0) {
            WeightRounding.Four four = WeightRounding.four(floats.asFloatBuffer(), n, k);
            try (PtNDArray codes = (PtNDArray) manager.create(four.codes(), new Shape(n, k), DataType.INT32)) {
                add(program.pack4(manager, codes), (long) n * k / 2);
            }
            add(scales(four.scales(), k / WeightRounding.GROUP, n, 2));
        } else if (to == Dtype.INT8) {
            WeightRounding.Eight eight = WeightRounding.eight(floats.asFloatBuffer(), n, k);
            add((PtNDArray) manager.create(eight.codes(), new Shape(n, k), DataType.INT8), (long) n * k);
            add(scales(eight.scales(), n));
        } else if (dtype.isInteger()) {
            add(program.filled(manager, dtype.cache(), 0, 0), 0);
            add(program.filled(manager, dtype.cache(), 0, 0), 0);
        }
        return plain(floats, dtype.cache(), reorder, rows, width);
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

    private void add(PtNDArray scales) {
        add(scales, scales.size() * Dtype.BF16.bytes());
    }

    private void add(PtNDArray tensor, long size) {
        rounded.add(tensor);
        bytes += size;
    }

    /** Integers and scales of all matrices so far; none of a type that isn't rounded to. */
    List<PtNDArray> rounded() {
        return List.copyOf(rounded);
    }

    /** Of all tensors so far. */
    long bytes() {
        return bytes;
    }
}
