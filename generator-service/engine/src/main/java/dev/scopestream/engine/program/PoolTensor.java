package dev.scopestream.engine.program;

import ai.djl.ndarray.types.Shape;
import dev.scopestream.engine.Dtype;
import java.util.ArrayList;
import java.util.List;

/**
 * One of the tensors of a {@link KvPool}, which {@code scope.py} describes.
 *
 * @param scalarType PyTorch's number of its elements' type
 * @param fill what it holds at first; {@link #COUNTING}: 0, 1, 2 ...
 * @param rowDimension which dimension counts the rows
 * @param ahead where a row's third dimension counts slots, of which only those in use mean something: how many others lie
 *     before them; else {@link #UNSLOTTED}
 * @param shape all rows
 */
record PoolTensor(int scalarType, long fill, int rowDimension, int ahead, Shape shape) {
    static final long COUNTING = Long.MIN_VALUE;

    static final int UNSLOTTED = -1;

    private static final int NEVER = Integer.MAX_VALUE;

    /** All of them, in their order. */
    static List<PoolTensor> of(PoolKey key, int layers, EntryFormat format, int rows) {
        int type = format.scalarType();
        int width = format.width();
        int headDim = format.headDim();
        int heads = key.heads();
        long region = key.region() + 1L;
        long staged = key.staged();
        RecallSpace recall = key.recall();
        List<PoolTensor> all = new ArrayList<>();
        int ahead = recall.slots() + key.staged();
        long slots = ahead + (long) key.slots();
        all.add(new PoolTensor(type, 0, 1, ahead, new Shape(layers, rows, heads, slots, width)));
        all.add(new PoolTensor(type, 0, 1, ahead, new Shape(layers, rows, heads, slots, width)));
        all.add(new PoolTensor(Elements.INT32, 0, 1, ahead, new Shape(layers, rows, heads, slots)));
        all.add(new PoolTensor(Elements.FP32, 0, 1, UNSLOTTED, new Shape(layers, rows, heads, region)));
        all.add(new PoolTensor(Elements.INT32, NEVER, 1, UNSLOTTED, new Shape(layers, rows, heads, region)));
        all.add(new PoolTensor(Elements.FP32, 0, 1, UNSLOTTED, new Shape(layers, rows, heads, region)));
        all.add(new PoolTensor(Elements.INT64, 0, 1, UNSLOTTED, new Shape(layers, rows, heads)));
        all.add(new PoolTensor(Elements.INT64, COUNTING, 1, UNSLOTTED, new Shape(layers, rows, heads)));
        all.add(new PoolTensor(Elements.FP32, 0, 0, UNSLOTTED, new Shape(rows, layers, heads, staged)));
        all.add(new PoolTensor(Elements.FP32, 0, 0, UNSLOTTED, new Shape(rows)));
        all.add(new PoolTensor(Elements.INT32, -1, 1, UNSLOTTED, new Shape(layers, rows, heads, recall.slots())));
        long codeBytes = (long) headDim * recall.bits() / Byte.SIZE;
        all.add(new PoolTensor(
                Elements.UINT8, 0, 1, UNSLOTTED, new Shape(layers, rows, heads, recall.codes(), codeBytes)));
        all.add(new PoolTensor(
                Dtype.BF16.scalarType(), 0, 1, UNSLOTTED, new Shape(layers, rows, heads, recall.codes())));
        long mean = recall.slots() > 0 ? headDim : 0;
        all.add(new PoolTensor(Elements.FP32, 0, 1, UNSLOTTED, new Shape(layers, rows, heads, mean)));
        all.add(new PoolTensor(Elements.FP32, 0, 0, UNSLOTTED, new Shape(rows)));
        return List.copyOf(all);
    }

    /** Whether it belongs to a row's state; what counts cells is the same for every request. */
    boolean saved() {
        return fill != COUNTING;
    }

    /** Shape of one row, with {@code used} slots where slots are counted. */
    long[] row(int used) {
        long[] row = new long[shape.dimension() - 1];
        for (int i = 0, at = 0; i < shape.dimension(); i++) {
            if (i != rowDimension) {
                row[at++] = shape.get(i);
            }
        }
        if (ahead != UNSLOTTED) {
            row[2] = taken(used);
        }
        return row;
    }

    /** How many slots of a row are taken when {@code used} are in use; {@link #UNSLOTTED} where slots aren't counted. */
    int taken(int used) {
        return ahead == UNSLOTTED ? UNSLOTTED : ahead + used;
    }

    /** Bytes of one row. */
    long rowBytes(int used) {
        long bytes = Elements.bytes(scalarType);
        for (long size : row(used)) {
            bytes *= size;
        }
        return bytes;
    }
}
