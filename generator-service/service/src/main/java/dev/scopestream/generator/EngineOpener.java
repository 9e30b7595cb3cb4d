package dev.scopestream.generator;

import dev.scopestream.engine.Engine;
import dev.scopestream.engine.EngineOptions;
import java.nio.file.Path;

/** Where a generator's engine comes from. */
@FunctionalInterface
public interface EngineOpener {
    /**
     * Loads a checkpoint.
     *
     * @param model its directory
     * @throws RuntimeException saying which file is missing or wrong, and how
     */
    Engine open(Path model, EngineOptions options);
}
