package dev.scopestream.engine.program;

import ai.djl.ndarray.types.Shape;
import dev.scopestream.engine.Dtype;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * One of the tensors of a {@link KvPool}, which {@code scope.py} describes.
 *
 * @param scalarType PyTorch's number of its elements' type
 * @param fill what it holds at first; {@link #COUNTING}: 0, 1, 2 ...
 * @param rowDimension which dimension counts the rows
 * @param counts what one of its dimensions counts, of which only a beginning means something
 * @param ahead how many slots lie before those of the row itself, where it counts slots
 * @param shape all rows
 */
record PoolTensor(int scalarType, long fill, int rowDimension, Counts counts, int ahead, Shape shape) {
    static final long COUNTING = Long.MIN_VALUE;

    /** The third dimension of a row counts slots, or its last one the entries that were handed out. */
    enum Counts {
        NOTHING,
        SLOTS,
        CODES
    }

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
        all.add(new PoolTensor(type, 0, 1, Counts.SLOTS, ahead, new Shape(layers, rows, heads, slots, width)));
        all.add(new PoolTensor(type, 0, 1, Counts.SLOTS, ahead, new Shape(layers, rows, heads, slots, width)));
        all.add(new PoolTensor(Elements.INT32, 0, 1, Counts.SLOTS, ahead, new Shape(layers, rows, heads, slots)));
        all.add(new PoolTensor(Elements.FP32, 0, 1, Counts.NOTHING, 0, new Shape(layers, rows, heads, region)));
        all.add(new PoolTensor(Elements.INT32, NEVER, 1, Counts.NOTHING, 0, new Shape(layers, rows, heads, region)));
        all.add(new PoolTensor(Elements.FP32, 0, 1, Counts.NOTHING, 0, new Shape(layers, rows, heads, region)));
        all.add(new PoolTensor(Elements.INT64, 0, 1, Counts.NOTHING, 0, new Shape(layers, rows, heads)));
        all.add(new PoolTensor(Elements.INT64, COUNTING, 1, Counts.NOTHING, 0, new Shape(layers, rows, heads)));
        all.add(new PoolTensor(Elements.FP32, 0, 0, Counts.NOTHING, 0, new Shape(rows, layers, heads, staged)));
        all.add(new PoolTensor(Elements.FP32, 0, 0, Counts.NOTHING, 0, new Shape(rows)));
        all.add(new PoolTensor(
                Elements.INT32, -1, 1, Counts.NOTHING, 0, new Shape(layers, rows, heads, recall.slots())));
        long codeBytes = (long) headDim * recall.bits() / Byte.SIZE;
        all.add(new PoolTensor(
                Elements.UINT8, 0, 1, Counts.CODES, 0, new Shape(layers, rows, heads, codeBytes, recall.codes())));
        all.add(new PoolTensor(
                Dtype.BF16.scalarType(), 0, 1, Counts.CODES, 0, new Shape(layers, rows, heads, recall.codes())));
        long mean = recall.slots() > 0 ? headDim : 0;
        all.add(new PoolTensor(Elements.FP32, 0, 1, Counts.NOTHING, 0, new Shape(layers, rows, heads, mean)));
        all.add(new PoolTensor(Elements.FP32, 0, 0, Counts.NOTHING, 0, new Shape(rows)));
        return List.copyOf(all);
    }

    /** Whether it belongs to a row's state; what counts cells is the same for every request. */
    boolean saved() {
        return fill != COUNTING;
    }

    /** Shape of one row, with so many slots in use and entries handed out. */
    long[] row(int slots, int codes) {
        long[] row = new long[shape.dimension() - 1];
        for (int i = 0, at = 0; i < shape.dimension(); i++) {
            if (i != rowDimension) {
                row[at++] = shape.get(i);
            }
        }
        counted().ifPresent(d -> row[d] = taken(slots, codes));
        return row;
    }

    /** Which dimension of a row counts something. */
    OptionalInt counted() {
        return switch (counts) {
            case NOTHING -> OptionalInt.empty();
            case SLOTS -> OptionalInt.of(2);
            case CODES -> OptionalInt.of(shape.dimension() - 2);
        };
    }

    /** How far that dimension means something; 0 where there is none. */
    int taken(int slots, int codes) {
        return switch (counts) {
            case NOTHING -> 0;
            case SLOTS -> ahead + slots;
            case CODES -> codes;
        };
    }

    /** Bytes of one row. */
    long rowBytes(int slots, int codes) {
        long bytes = Elements.bytes(scalarType);
        for (long size : row(slots, codes)) {
            bytes *= size;
        }
        return bytes;
    }
}
