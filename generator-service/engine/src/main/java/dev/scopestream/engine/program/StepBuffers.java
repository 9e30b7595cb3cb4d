package dev.scopestream.engine.program;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The numbers of a step in direct memory that its tensors refer to, the same memory in every step: direct memory of its own is
 * freed only when the garbage is collected. The tensors are good until the next {@link #begin}.
 */
final class StepBuffers {
    private static final int FIRST = 1 << 14;
    /** Tensors begin at multiples of a cache line. */
    private static final int LINE = 64;

    private ByteBuffer memory = allocate(FIRST);

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /** A step begins. */
    void begin() {
        memory.clear();
    }

    PtNDArray tensor(NDManager manager, long[] numbers, Shape shape) {
        ByteBuffer part = part(Math.multiplyExact(numbers.length, Long.BYTES));
        part.asLongBuffer().put(numbers);
        return (PtNDArray) manager.create(part, shape, DataType.INT64);
    }

    PtNDArray tensor(NDManager manager, float[] numbers, Shape shape) {
        ByteBuffer part = part(Math.multiplyExact(numbers.length, Float.BYTES));
        part.asFloatBuffer().put(numbers);
        return (PtNDArray) manager.create(part, shape, DataType.FLOAT32);
    }

    private ByteBuffer part(int bytes) {
        int lines = Math.addExact(bytes, LINE - 1) / LINE * LINE;
        if (lines > memory.remaining()) {
            // what was given out before refers to the old memory
            memory = allocate(Math.max(lines, Math.multiplyExact(memory.capacity(), 2)));
        }
        ByteBuffer part = memory.slice(memory.position(), bytes).order(ByteOrder.nativeOrder());
        memory.position(memory.position() + lines);
        return part;
    }
}
