package dev.scopestream.engine.program;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import dev.scopestream.engine.Dtype;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Elements of tensors by PyTorch's number of their type: 0 uint8, 1 int8, 3 int32, 4 int64, 6 fp32, 7 fp64, 15 bf16. */
final class Elements {
    static final int UINT8 = 0;
    static final int INT8 = 1;
    static final int INT32 = 3;
    static final int INT64 = 4;
    static final int FP32 = 6;

    private Elements() {}

    /** Bytes of one. */
    static int bytes(int scalarType) {
        return isHalf(scalarType) ? Short.BYTES : type(scalarType).getNumOfBytes();
    }

    /**
     * Little-endian bytes as a tensor. 16-bit floats come as fp32, for DJL has no way in for them: the program narrows them
     * again when it copies them to where they belong.
     */
    static PtNDArray tensor(NDManager manager, int scalarType, ByteBuffer bytes, Shape shape) {
        ByteBuffer in = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (!isHalf(scalarType)) {
            return (PtNDArray) manager.create(in, shape, type(scalarType));
        }
        ByteBuffer wide =
                ByteBuffer.allocateDirect(Math.multiplyExact(in.remaining(), 2)).order(ByteOrder.nativeOrder());
        while (in.hasRemaining()) {
            wide.putInt(in.getShort() << Short.SIZE);
        }
        return (PtNDArray) manager.create(wide.flip(), shape, DataType.FLOAT32);
    }

    private static boolean isHalf(int scalarType) {
        return scalarType == Dtype.BF16.scalarType();
    }

    private static DataType type(int scalarType) {
        if (scalarType == Dtype.FP64.scalarType()) {
            return DataType.FLOAT64;
        }
        return switch (scalarType) {
            case UINT8 -> DataType.UINT8;
            case INT8 -> DataType.INT8;
            case INT32 -> DataType.INT32;
            case INT64 -> DataType.INT64;
            case FP32 -> DataType.FLOAT32;
            default -> throw new IllegalStateException("no type for scalar type " + scalarType);
        };
    }
}
