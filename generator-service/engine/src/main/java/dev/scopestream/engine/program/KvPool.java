package dev.scopestream.engine.program;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.List;

/**
 * Cache rows of one shape: preallocated tensors, layer by layer, whose first {@link #rows} rows are in use. Tensors and
 * their order are described in {@code scope.py}.
 */
public final class KvPool implements AutoCloseable {
    /** Entries of one layer and head that are handed out in one block, at most. */
    public static final int STAGED = 32;

    private final ScopeProgram program;
    private final NDManager parent;
    private final PoolKey key;
    private final int layers;
    private final EntryFormat format;
    private NDManager manager;
    private final long rowBytes;
    private List<PoolTensor> layout;
    private List<PtNDArray> tensors;
    private IValue boxed;
    private int capacity;
    private int rows;

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

    /** Bytes that one more row takes, its bookkeeping, staging and recall included. */
    public static long rowBytes(PoolKey key, int layers, EntryFormat format) {
        return PoolTensor.of(key, layers, format, 1).stream()
                .mapToLong(t -> t.rowBytes(key.slots()))
                .sum();
    }

    /** Bytes of a row that recall takes: its slots, codes, and what waits to be handed out and is attended to. */
    public static long recallBytes(PoolKey key, int layers, EntryFormat format) {
        if (key.recall().slots() == 0) {
            return 0;
        }
        PoolKey bare = new PoolKey(key.heads(), key.slots(), key.region(), 0, RecallSpace.NONE);
        return rowBytes(key, layers, format) - rowBytes(bare, layers, format);
    }

    public long rowBytes() {
        return rowBytes;
    }

    /** Bytes of the tensors, rows that aren't in use included. */
    public long allocatedBytes() {
        return rowBytes * capacity;
    }

    /** Takes the next row and returns its index; doubles the tensors when they are full. */
    public int add() {
        if (rows == capacity) {
            NDManager oldManager = manager;
            IValue old = boxed;
            allocate(capacity * 2);
            try (Arguments a = new Arguments()) {
                a.own(program.call("grow", old, boxed));
            }
            old.close();
            oldManager.close();
        }
        return rows++;
    }

    /** Gives a row up: the last row moves into its place, and its index is returned ({@code row} itself when it's last). */
    public int remove(int row) {
        int last = --rows;
        if (row != last) {
            try (Arguments a = new Arguments()) {
                a.own(program.call("move", boxed, a.of(last), a.of(row)));
            }
        }
        return last;
    }

    private void allocate(int size) {
        manager = parent.newSubManager();
        capacity = size;
        layout = PoolTensor.of(key, layers, format, size);
        List<PtNDArray> t = new ArrayList<>();
        for (PoolTensor tensor : layout) {
            t.add(
                    tensor.fill() == PoolTensor.COUNTING
                            ? program.counting(manager, tensor.shape().getShape())
                            : program.filled(
                                    manager,
                                    tensor.scalarType(),
                                    tensor.fill(),
                                    tensor.shape().getShape()));
        }
        tensors = List.copyOf(t);
        boxed = IValue.listFrom(t.toArray(PtNDArray[]::new));
    }

    List<PoolTensor> layout() {
        return layout;
    }

    List<PtNDArray> tensors() {
        return tensors;
    }

    IValue boxed() {
        return boxed;
    }

    @Override
    public void close() {
        boxed.close();
        manager.close();
    }
}
