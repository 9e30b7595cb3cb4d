package dev.scopestream.engine.program;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import dev.scopestream.engine.program.layout.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongConsumer;

/** Reads stored rows in pieces of a bounded size, several at a time. A vector is read as one piece. */
final class PieceReader {
    /** Bytes of a piece, where rows aren't longer: it stays in a processor's cache, and leaves no large holes in the heap. */
    static final int PIECE = 1 << 20;

    private final NDManager manager;
    private final int pieceBytes;
    private final LoadThreads threads;
    private final LongConsumer progress;
    /** One for each piece that is read at a time. */
    private final Queue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();

    /** @param progress takes the stored bytes of each piece that has been read, on the thread that calls {@link #read} */
    PieceReader(NDManager manager, int pieceBytes, LoadThreads threads, LongConsumer progress) {
        this.manager = manager;
        this.pieceBytes = pieceBytes;
        this.threads = threads;
        this.progress = progress;
    }

    /** Takes a piece, on any thread. */
    @FunctionalInterface
    interface Target {
        /**
         * @param first number of the piece's first row
         * @param bytes of the rows, uint8
         * @param stored type of the elements
         */
        void put(long first, PtNDArray bytes, ElementType stored);
    }

    /**
     * Reads all rows; pieces come in any order, several at the same time.
     *
     * @param multiple pieces begin at rows whose numbers are multiples of it
     */
    void read(StoredRows rows, int multiple, Target target) {
        long rowBytes = rows.width() * rows.type().bytes();
        long count = rows.count();
        long most = rows.vector() ? count : Math.max(multiple, pieceBytes / rowBytes / multiple * multiple);
        long stored = rows.bytes();
        List<LoadThreads.Piece> pieces = new ArrayList<>();
        for (long first = 0; first < count; first += most) {
            long from = first;
            long n = Math.min(most, count - first);
            pieces.add(() -> {
                put(rows, from, Math.toIntExact(n * rowBytes), target);
                return stored * (from + n) / count - stored * from / count;
            });
        }
        threads.run(pieces, progress);
    }

    private void put(StoredRows rows, long first, int bytes, Target target) {
        ByteBuffer free = buffers.poll();
        ByteBuffer buffer = free == null || free.capacity() < bytes
                ? ByteBuffer.allocateDirect(Math.max(bytes, pieceBytes)).order(ByteOrder.LITTLE_ENDIAN)
                : free;
        rows.read(first, buffer.clear().limit(bytes));
        try (PtNDArray piece = (PtNDArray) manager.create(buffer.flip(), new Shape(bytes), DataType.UINT8)) {
            target.put(first, piece, ElementType.of(rows.type()));
        }
        buffers.add(buffer);
    }
}
