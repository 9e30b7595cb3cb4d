package dev.scopestream.engine.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A tensor read as a whole, for small ones. */
public final class WholeTensor {
    private WholeTensor() {}

    /** Its elements as little-endian fp32. */
    public static ByteBuffer floats(Checkpoint checkpoint, String name) {
        long elements = checkpoint.shape(name).stream().reduce(1L, (a, b) -> a * b);
        ByteBuffer floats =
                ByteBuffer.allocate(Math.toIntExact(elements * Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        checkpoint.readRows(name, 0, floats);
        return floats.flip();
    }
}
