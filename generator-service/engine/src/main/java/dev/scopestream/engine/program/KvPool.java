package dev.scopestream.engine.program;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.scopestream.engine.program.layout.PoolField;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Cache rows of one shape: preallocated tensors, layer by layer, whose first {@link #rows} rows are in use. Tensors and
 * their order are described by {@link PoolField}.
 */
public final class KvPool implements AutoCloseable {
    /** Entries of one layer and head that are handed out in one block, at most. */
    public static final int STAGED = 32;

    private final ScopeProgram program;
    private final NDManager parent;
    private final PoolKey key;
    private final int layers;
    private final EntryFormat format;
    private final long rowBytes;
    private NDManager manager;
    private List<PoolTensor> layout;
    private List<PtNDArray> tensors;
    private final Map<PoolField, PtNDArray> byField = new EnumMap<>(PoolField.class);
    private IValue boxed;
    private int capacity;
    private int rows;
    private int codes;
    private long recallBytes;

    public KvPool(ScopeProgram program, NDManager parent, PoolKey key, int layers, EntryFormat format) {
        this.program = program;
        this.parent = parent;
        this.key = key;
        this.layers = layers;
        this.format = format;
        this.rowBytes = rowBytes(key, layers, format);
        allocate(1);
    }

    public PoolKey key() {
        return key;
    }

    /** Rows in use. */
    public int rows() {
        return rows;
    }

    /** Bytes that one more row takes at most, its bookkeeping, staging and recall included. */
    public static long rowBytes(PoolKey key, int layers, EntryFormat format) {
        return PoolTensor.of(key, layers, format, 1).stream()
                .mapToLong(t -> t.rowBytes(key.slots(), key.recall().codes()))
                .sum();
    }

    /** Bytes of a row that recall takes now: its slots, codes, and what waits to be handed out and is attended to. */
    public long recallBytes() {
        return recallBytes;
    }

    private long recallBytesNow() {
        if (key.recall().slots() == 0) {
            return 0;
        }
        PoolKey bare =
                new PoolKey(key.heads(), key.slots(), key.region(), 0, RecallSpace.NONE, key.score(), key.history());
        return rowBytes(key.withCodes(codes), layers, format) - rowBytes(bare, layers, format);
    }

    /** What a row takes at most. */
    public long rowBytes() {
        return rowBytes;
    }

    /** Bytes of the tensors, rows that aren't in use included. */
    public long allocatedBytes() {
        return rowBytes(key.withCodes(codes), layers, format) * capacity;
    }

    /** Allocates space for the codes of so many entries of each layer and head; it grows by a sixteenth at least. */
    public void codes(int entries) {
        if (entries <= codes || key.recall().slots() == 0) {
            return;
        }
        codes = Math.min(key.recall().codes(), Math.max(entries, codes + codes / 16));
        NDManager oldManager = manager;
        List<PtNDArray> old = tensors;
        List<PtNDArray> grown = new ArrayList<>(old);
        layout = PoolTensor.of(key.withCodes(codes), layers, format, capacity);
        manager = parent.newSubManager();
        boxed.close();
        for (int i = 0; i < layout.size(); i++) {
            if (layout.get(i).countsHandedOut()) {
                PtNDArray wide = make(layout.get(i));
                try (Arguments a = new Arguments()) {
                    a.own(program.call("widen", a.of(old.get(i)), a.of(wide)));
                }
                grown.set(i, wide);
            } else {
                old.get(i).attach(manager);
            }
        }
        hold(grown);
        oldManager.close();
    }

    /** Takes the next row and returns its index; the tensors grow by a quarter when they are full. */
    public int add() {
        if (rows == capacity) {
            resize(grown(capacity));
        }
        return rows++;
    }

    private static int grown(int capacity) {
        return capacity + Math.max(1, capacity / 4);
    }

    /** Gives up the memory of rows that aren't in use, where these are half of all or more. */
    public void shrink() {
        if (capacity >= 2 * Math.max(1, rows)) {
            resize(Math.max(1, rows));
        }
    }

    /** Makes the tensors again for so many rows, one after the other: of one only are the old and the new there together. */
    private void resize(int size) {
        NDManager oldManager = manager;
        List<PtNDArray> all = new ArrayList<>(tensors);
        layout = PoolTensor.of(key.withCodes(codes), layers, format, size);
        manager = parent.newSubManager();
        boxed.close();
        for (int i = 0; i < all.size(); i++) {
            try (PtNDArray old = all.get(i);
                    Arguments a = new Arguments()) {
                PtNDArray next = make(layout.get(i));
                if (layout.get(i).field().isState()) {
                    int dimension = layout.get(i).rowDimension();
                    a.own(program.call("copy_rows", a.of(old), a.of(next), a.of(dimension), a.of(rows)));
                }
                all.set(i, next);
            }
        }
        capacity = size;
        hold(all);
        oldManager.close();
    }

    /** Gives a row up: the last row moves to its index, and the index that it had is returned ({@code row} itself when it's last). */
    public int remove(int row) {
        int last = --rows;
        if (row != last) {
            copy(last, row);
        }
        return last;
    }

    /** Row {@code target} becomes what row {@code source} is. */
    public void copy(int source, int target) {
        try (Arguments a = new Arguments()) {
            a.own(program.call("move", boxed, a.of(source), a.of(target)));
        }
    }

    private void allocate(int size) {
        manager = parent.newSubManager();
        capacity = size;
        layout = PoolTensor.of(key.withCodes(codes), layers, format, size);
        hold(layout.stream().map(this::make).toList());
    }

    private PtNDArray make(PoolTensor tensor) {
        long[] shape = tensor.shape().getShape();
        long fill = tensor.field().fill();
        return fill == PoolField.COUNTING
                ? program.counting(manager, shape)
                : program.filled(manager, tensor.type(), fill, shape);
    }

    private void hold(List<PtNDArray> all) {
        tensors = List.copyOf(all);
        for (int i = 0; i < all.size(); i++) {
            byField.put(layout.get(i).field(), all.get(i));
        }
        try (Arguments a = new Arguments()) {
            boxed = program.call("pool", a.of(all));
        }
        recallBytes = recallBytesNow();
    }

    List<PoolTensor> layout() {
        return layout;
    }

    PtNDArray tensor(PoolField field) {
        return byField.get(field);
    }

    /** The program's {@code Pool} of these tensors. */
    IValue boxed() {
        return boxed;
    }

    @Override
    public void close() {
        boxed.close();
        manager.close();
    }
}
