package dev.scopestream.engine.checkpoint;

import dev.scopestream.engine.IntArray;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/** A model's configuration and weights on disk, under the tensor names of Hugging Face. Not thread-safe. */
public interface Checkpoint extends AutoCloseable {

    ModelConfig config();

    /** Tokens that end a text: generation_config.json's and config.json's, or the GGUF file's metadata's. */
    IntArray eosTokens();

    /** The names of all tensors. */
    Set<String> names();

    default boolean has(String name) {
        return names().contains(name);
    }

    /** The tensor's shape; a {@link CheckpointException} when there's no such tensor. */
    List<Long> shape(String name);

    /** @throws CheckpointException when the tensor is missing, or has another shape */
    void requireShape(String name, long... shape);

    /** The file's format and the tensor's type in it, such as {@code safetensors BF16}. */
    String format(String name);

    /** Bytes that the tensor takes in its file. */
    long bytes(String name);

    /**
     * Fills what remains of {@code target} with consecutive rows of a tensor as little-endian fp32: 16-bit floats are
     * widened exactly, quantised blocks dequantised. Nothing of the tensor's size is allocated. A vector is one row.
     *
     * @param firstRow index along the tensor's first dimension
     * @param target whole rows long: a multiple of the product of the other dimensions, times 4 bytes
     * @throws CheckpointException when the tensor is missing, or can't be read
     */
    void readRows(String name, long firstRow, ByteBuffer target);

    /** Type of the elements that {@link #readStored} gives: fp32 for quantised blocks, else the stored type. */
    default TensorType storedType(String name) {
        return TensorType.F32;
    }

    /** As {@link #readRows}, in the type {@link #storedType}, which is little-endian, too. */
    default void readStored(String name, long firstRow, ByteBuffer target) {
        readRows(name, firstRow, target);
    }

    /** SHA-256 (hex) of the configuration, every tensor's name, shape and type, and a sample of its bytes. */
    String weightsDigest();

    /** The directory's name, or the GGUF file's without its ending. */
    String name();

    @Override
    void close();
}
