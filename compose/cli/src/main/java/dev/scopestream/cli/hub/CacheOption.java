package dev.scopestream.cli.hub;

import dev.scopestream.engine.hub.ModelCache;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where pulled models are. */
final class CacheOption {
    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Where pulled models are (default: scopestream/models/hub in $XDG_CACHE_HOME or ~/.cache,"
                    + " where --model finds them by name).")
    private Path cache;

    ModelCache cache() {
        return cache == null ? ModelCache.standard() : new ModelCache(cache);
    }
}
