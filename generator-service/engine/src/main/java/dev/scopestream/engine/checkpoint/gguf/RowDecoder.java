package dev.scopestream.engine.checkpoint.gguf;

import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.checkpoint.PositionedFile;
import dev.scopestream.engine.checkpoint.StoredTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads elements of stored tensors as fp32, a chunk of blocks at a time. Thread-safe. */
final class RowDecoder {
    /** Elements of a chunk: whole blocks of every type. */
    private static final int CHUNK = 1 << 14;

    private final PositionedFile file;

    RowDecoder(PositionedFile file) {
        this.file = file;
    }

    /**
     * Fills what remains of {@code target} with elements as little-endian fp32.
     *
     * @param first the index of the first element, at a block's beginning
     * @param target whole blocks long
     */
    void read(StoredTensor tensor, long first, ByteBuffer target) {
        GgmlType type = GgmlType.valueOf(tensor.type());
        int block = type.blockElements();
        long position = tensor.offset() + first / block * type.blockBytes();
        if (type == GgmlType.F32) {
            file.read(target, position);
            return;
        }
        BlockDecoder decoder = BlockDecoder.of(type);
        int most = Math.min(CHUNK, target.remaining() / Float.BYTES);
        byte[] stored = new byte[most / block * type.blockBytes()];
        float[] floats = new float[most];
        target.order(ByteOrder.LITTLE_ENDIAN);
        while (target.hasRemaining()) {
            int elements = Math.min(most, target.remaining() / Float.BYTES);
            int bytes = elements / block * type.blockBytes();
            file.read(ByteBuffer.wrap(stored, 0, bytes), position);
            decoder.decode(stored, elements / block, floats);
            checkScales(tensor, floats, elements, block);
            target.asFloatBuffer().put(floats, 0, elements);
            target.position(target.position() + elements * Float.BYTES);
            position += bytes;
        }
    }

    /** A scale that isn't finite makes every element of its block so: each block's first one tells. */
    private void checkScales(StoredTensor tensor, float[] floats, int elements, int block) {
        for (int i = 0; i < elements && block > 1; i += block) {
            if (!Float.isFinite(floats[i])) {
                throw new CheckpointException(file.path() + ": tensor '" + tensor.name() + "' (" + tensor.type()
                        + ") has a block whose scale isn't a finite number: the file is damaged");
            }
        }
    }
}
