package dev.scopestream.engine.hub;

import dev.scopestream.engine.checkpoint.BundledModel;
import dev.scopestream.engine.checkpoint.CheckpointException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds a model on this machine by what a person calls it. */
public final class LocalModel {
    /** What can be given, for a command's help. */
    public static final String FORMS = "a checkpoint directory, a GGUF file, the name of a model that was pulled"
            + " (ORG/NAME or ORG/NAME@REVISION), or longgen-tiny, which comes along";

    private LocalModel() {}

    /**
     * The model's directory or file: the path itself where there is something, else the bundled model or the pulled copy
     * of that name.
     *
     * @throws CheckpointException when there is nothing
     */
    public static Path find(String given) {
        return find(given, ModelCache.standard());
    }

    static Path find(String given, ModelCache cache) {
        if (BundledModel.names().contains(given)) {
            return BundledModel.materialise(given, BundledModel.defaultCache());
        }
        Path path = Path.of(given);
        if (Files.exists(path)) {
            return path;
        }
        Optional<ModelName> name = ModelName.of(given);
        if (name.isEmpty()) {
            throw new CheckpointException("there is no directory or GGUF file " + path.toAbsolutePath());
        }
        return cache.find(name.get()).directory();
    }
}
