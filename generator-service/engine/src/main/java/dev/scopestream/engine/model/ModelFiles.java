package dev.scopestream.engine.model;

import dev.scopestream.engine.checkpoint.Checkpoint;
import dev.scopestream.engine.checkpoint.SafetensorsCheckpoint;
import dev.scopestream.engine.checkpoint.gguf.GgufCheckpoint;
import dev.scopestream.engine.checkpoint.gguf.GgufMetadata;
import java.nio.file.Path;
import java.util.Optional;

/** Opens a model's files by their form. */
public final class ModelFiles {
    private ModelFiles() {}

    /**
     * A Hugging Face directory, a GGUF file, or a directory with nothing but one. Only headers are read here.
     *
     * @throws dev.scopestream.engine.checkpoint.CheckpointException when a file is missing, damaged, or describes a model
     *     that can't be run
     */
    public static Checkpoint open(Path model) {
        Optional<Path> gguf = GgufMetadata.find(model);
        return gguf.isPresent() ? GgufCheckpoint.open(gguf.get()) : SafetensorsCheckpoint.open(model);
    }
}
