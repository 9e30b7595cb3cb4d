package dev.scopestream.engine.checkpoint;

import dev.scopestream.engine.IntArray;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A model's configuration and weights on disk, under the tensor names of Hugging Face. Not thread-safe. */
public sealed interface Checkpoint extends AutoCloseable permits SafetensorsCheckpoint, GgufCheckpoint {

    /**
     * A Hugging Face directory (config.json, model.safetensors or model.safetensors.index.json with its shards, and
     * perhaps generation_config.json), a GGUF file, or a directory with nothing but one. Only headers are read here.
     *
     * @throws CheckpointException when a file is missing, damaged, or describes a model that can't be run
     */
    static Checkpoint open(Path model) {
        Optional<Path> gguf = GgufMetadata.find(model);
        return gguf.isPresent() ? GgufCheckpoint.open(gguf.get()) : SafetensorsCheckpoint.open(model);
    }

    ModelConfig config();

    /** Tokens that end a text: generation_config.json's where it has some, else config.json's. */
    IntArray eosTokens();

    /** The names of all tensors. */
    Set<String> names();

    default boolean has(String name) {
        return names().contains(name);
    }

    /** The tensor's shape; a {@link CheckpointException} when there's no such tensor. */
    List<Long> shape(String name);

    /**
     * The tensor's elements as fp32, row-major, in a direct little-endian buffer of its own (position 0); 16-bit
     * floats are widened exactly, quantised blocks dequantised.
     *
     * @param shape what it must be
     * @throws CheckpointException when it's missing, has another shape, or can't be read
     */
    ByteBuffer floats(String name, long... shape);

    /** SHA-256 (hex) of the configuration, every tensor's name, shape and type, and a sample of its bytes. */
    String weightsDigest();

    /** The directory's name, or the GGUF file's without its ending. */
    String name();

    @Override
    void close();
}
