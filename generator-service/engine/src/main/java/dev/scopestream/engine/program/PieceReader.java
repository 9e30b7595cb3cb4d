package dev.scopestream.engine.program;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import dev.scopestream.engine.checkpoint.TensorType;
import dev.scopestream.engine.program.layout.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongConsumer;

/** Reads stored rows through one buffer of a bounded size. A vector is read as one piece. */
final class PieceReader {
    /** Bytes of a piece, where rows aren't longer: it stays in a processor's cache, and leaves no large holes in the heap. */
    static final int PIECE = 2 << 20;

    private final NDManager manager;
    private final int pieceBytes;
    private final LongConsumer progress;
    private ByteBuffer buffer;

    /** @param progress takes the stored bytes of each piece that has been read */
    PieceReader(NDManager manager, int pieceBytes, LongConsumer progress) {
        this.manager = manager;
        this.pieceBytes = pieceBytes;
        this.progress = progress;
        this.buffer = allocate(pieceBytes);
    }

    /** Takes a piece. */
    @FunctionalInterface
    interface Target {
        /**
         * @param first number of the piece's first row
         * @param bytes of the rows, uint8
         * @param stored type of the elements
         */
        void put(long first, PtNDArray bytes, ElementType stored);
    }

    /** @param multiple pieces begin at rows whose numbers are multiples of it */
    void read(StoredRows rows, int multiple, Target target) {
        TensorType type = rows.type();
        ElementType elements = ElementType.of(type);
        long rowBytes = rows.width() * type.bytes();
        long count = rows.count();
        long most = rows.vector() ? count : Math.max(multiple, pieceBytes / rowBytes / multiple * multiple);
        long stored = rows.bytes();
        for (long first = 0; first < count; first += most) {
            long n = Math.min(most, count - first);
            int bytes = Math.toIntExact(n * rowBytes);
            if (buffer.capacity() < bytes) {
                buffer = allocate(bytes);
            }
            rows.read(first, buffer.clear().limit(bytes));
            try (PtNDArray piece = (PtNDArray) manager.create(buffer.flip(), new Shape(bytes), DataType.UINT8)) {
                target.put(first, piece, elements);
            }
            progress.accept(stored * (first + n) / count - stored * first / count);
        }
    }

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
