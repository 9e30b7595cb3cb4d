package dev.scopestream.engine.program;

import ai.djl.ndarray.types.Shape;
import dev.scopestream.engine.program.layout.ElementType;
import dev.scopestream.engine.program.layout.PoolDimension;
import dev.scopestream.engine.program.layout.PoolField;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * One of the tensors of a {@link KvPool}, with its sizes.
 *
 * @param type of its elements
 * @param reserved slots before slot 0 of a row, where a dimension counts slots
 * @param shape all rows
 */
record PoolTensor(PoolField field, ElementType type, int reserved, Shape shape) {
    /** All of them, in their order. */
    static List<PoolTensor> of(PoolKey key, int layers, EntryFormat format, int rows) {
        int reserved = key.recall().slots() + key.staged();
        return Stream.of(PoolField.values())
                .map(f -> new PoolTensor(
                        f,
                        f.type().orElse(format.type()),
                        reserved,
                        new Shape(f.dimensions().stream()
                                .mapToLong(d -> size(d, key, layers, format, rows))
                                .toArray())))
                .toList();
    }

    private static long size(PoolDimension dimension, PoolKey key, int layers, EntryFormat format, int rows) {
        RecallSpace recall = key.recall();
        return switch (dimension) {
            case LAYERS -> layers;
            case ROWS -> rows;
            case HEADS -> key.heads();
            case SLOTS -> (long) recall.slots() + key.staged() + key.slots();
            case WIDTH -> format.width();
            case REGION -> key.region() + 1L;
            case QUERIES -> key.history().queries();
            case RECURRENCE -> key.history().recurrenceNumbers();
            case STAGING_SLOTS -> key.staged();
            case RECALL_SLOTS -> recall.slots();
            case CODE_BYTES -> (long) format.headDim() * recall.bits() / Byte.SIZE;
            case HANDED_OUT -> recall.codes();
            case MEAN_KEY -> recall.slots() > 0 ? format.headDim() : 0;
        };
    }

    /** Which dimension counts the rows. */
    int rowDimension() {
        return field.dimensions().indexOf(PoolDimension.ROWS);
    }

    /** Whether a dimension counts entries that were handed out. */
    boolean countsHandedOut() {
        return field.dimensions().contains(PoolDimension.HANDED_OUT);
    }

    /** Shape of one row, with so many slots in use and entries handed out. */
    long[] row(int slots, int codes) {
        long[] row = new long[shape.dimension() - 1];
        for (int i = 0, at = 0; i < shape.dimension(); i++) {
            if (i != rowDimension()) {
                row[at++] = shape.get(i);
            }
        }
        counted().ifPresent(d -> row[d] = taken(slots, codes));
        return row;
    }

    /** Which dimension of a row counts something of which only a beginning means something. */
    OptionalInt counted() {
        int slots = field.dimensions().indexOf(PoolDimension.SLOTS);
        int dimension = slots >= 0 ? slots : field.dimensions().indexOf(PoolDimension.HANDED_OUT);
        return dimension < 0 ? OptionalInt.empty() : OptionalInt.of(dimension - 1);
    }

    /** How far that dimension means something; 0 where there is none. */
    int taken(int slots, int codes) {
        if (countsHandedOut()) {
            return codes;
        }
        return counted().isPresent() ? reserved + slots : 0;
    }

    /** Bytes of one row. */
    long rowBytes(int slots, int codes) {
        long bytes = type.bytes();
        for (long size : row(slots, codes)) {
            bytes *= size;
        }
        return bytes;
    }
}
