package dev.scopestream.engine.program;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.scopestream.engine.program.layout.ElementType;
import dev.scopestream.engine.program.layout.PoolField;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Copies a row of a pool out of its tensors, and back into a row of a pool of the same key: bit by bit, little endian. */
public final class RowTransfer {
    private final ScopeProgram program;
    private final NDManager manager;

    public RowTransfer(ScopeProgram program, NDManager manager) {
        this.program = program;
        this.manager = manager;
    }

    /**
     * Whether these can be the parts of a row of which so many slots are in use and so many entries were
     * handed out: of the right sizes, and nowhere
     * pointing outside of the row.
     */
    public static boolean fits(
            PoolKey key, int layers, EntryFormat format, int slots, int codes, List<ByteBuffer> parts) {
        List<PoolTensor> saved = PoolTensor.of(key, layers, format, 1).stream()
                .filter(t -> t.field().isState())
                .toList();
        if (slots < 0 || slots > key.slots() || codes > key.recall().codes() || parts.size() != saved.size()) {
            return false;
        }
        for (int i = 0; i < saved.size(); i++) {
            if (parts.get(i).remaining() != saved.get(i).rowBytes(slots, codes)) {
                return false;
            }
        }
        LongBuffer victims = part(saved, parts, PoolField.VICTIM)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asLongBuffer();
        IntBuffer positions = part(saved, parts, PoolField.POSITIONS)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer();
        return LongStream.generate(victims::get).limit(victims.remaining()).allMatch(v -> v >= 0 && v < key.slots())
                && IntStream.generate(positions::get)
                        .limit(positions.remaining())
                        .allMatch(p -> p >= 0);
    }

    /** Bytes of the parts of a row of which so many slots are in use and so many entries were handed out. */
    public static long bytes(PoolKey key, int layers, EntryFormat format, int slots, int codes) {
        return PoolTensor.of(key, layers, format, 1).stream()
                .filter(t -> t.field().isState())
                .mapToLong(t -> t.rowBytes(slots, codes))
                .sum();
    }

    private PtNDArray tensor(NDManager step, ElementType type, ByteBuffer part, long[] shape) {
        return part.hasRemaining()
                ? Elements.tensor(step, type, part, new Shape(shape))
                : program.filled(step, type, 0, shape);
    }

    private static ByteBuffer part(List<PoolTensor> saved, List<ByteBuffer> parts, PoolField field) {
        int index = saved.stream().map(PoolTensor::field).toList().indexOf(field);
        return parts.get(index).duplicate();
    }

    /** A row's parts, in an order that only {@link #load} has to know. */
    public List<ByteBuffer> save(KvPool pool, int row, int slots, int codes) {
        List<ByteBuffer> parts = new ArrayList<>();
        for (PoolTensor spec : pool.layout()) {
            if (!spec.field().isState()) {
                continue;
            }
            try (NDManager step = manager.newSubManager();
                    Arguments a = new Arguments()) {
                IValue part = a.own(program.call(
                        "save_row",
                        a.of(pool.tensor(spec.field())),
                        a.of(spec.rowDimension()),
                        a.of(row),
                        a.of(spec.counted().orElse(-1)),
                        a.of(spec.taken(slots, codes))));
                parts.add(program.toHost(step, List.of(part.toTensor((PtNDManager) step)))
                        .get(0)
                        .toByteBuffer());
            }
        }
        return parts;
    }

    /** A row becomes what {@link #fits} admits, whatever it held: what isn't among the parts is as in a new row. */
    public void load(KvPool pool, int row, int slots, int codes, List<ByteBuffer> parts) {
        int at = 0;
        for (PoolTensor spec : pool.layout()) {
            if (!spec.field().isState()) {
                continue;
            }
            ByteBuffer part = parts.get(at++);
            if (spec.shape().size() == 0) {
                continue;
            }
            try (NDManager step = manager.newSubManager();
                    Arguments a = new Arguments()) {
                a.own(program.call(
                        "load_row",
                        a.of(pool.tensor(spec.field())),
                        a.of(spec.rowDimension()),
                        a.of(row),
                        a.of(spec.counted().orElse(-1)),
                        a.of(spec.taken(slots, codes)),
                        a.of(tensor(step, spec.type(), part, spec.row(slots, codes))),
                        a.of(spec.field().fill())));
            }
        }
    }
}
