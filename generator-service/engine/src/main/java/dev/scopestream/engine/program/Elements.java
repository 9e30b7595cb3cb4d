package dev.scopestream.engine.program;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import dev.scopestream.engine.program.layout.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Makes tensors of bytes. */
final class Elements {
    private Elements() {}

    /**
     * Little-endian bytes as a tensor. 16-bit floats come as fp32, for DJL has no way in for them: the program narrows them
     * again when it copies them to where they belong.
     */
    static PtNDArray tensor(NDManager manager, ElementType type, ByteBuffer bytes, Shape shape) {
        ByteBuffer in = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (type != ElementType.BF16) {
            return (PtNDArray) manager.create(in, shape, dataType(type));
        }
        ByteBuffer wide =
                ByteBuffer.allocateDirect(Math.multiplyExact(in.remaining(), 2)).order(ByteOrder.nativeOrder());
        while (in.hasRemaining()) {
            wide.putInt(in.getShort() << Short.SIZE);
        }
        return (PtNDArray) manager.create(wide.flip(), shape, DataType.FLOAT32);
    }

    private static DataType dataType(ElementType type) {
        return switch (type) {
            case UINT8 -> DataType.UINT8;
            case INT8 -> DataType.INT8;
            case INT32 -> DataType.INT32;
            case INT64 -> DataType.INT64;
            case FP32 -> DataType.FLOAT32;
            case FP64 -> DataType.FLOAT64;
            case BOOL -> DataType.BOOLEAN;
            case BF16 -> DataType.BFLOAT16;
            case FP16 -> DataType.FLOAT16;
        };
    }
}
