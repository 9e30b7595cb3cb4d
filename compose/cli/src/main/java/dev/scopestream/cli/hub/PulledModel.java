package dev.scopestream.cli.hub;

import dev.scopestream.engine.hub.CachedModel;
import dev.scopestream.engine.hub.ModelName;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A pulled model that a command is about: its name, and where pulled models are. */
final class PulledModel {
    @Parameters(paramLabel = "ORG/NAME", description = "The model, or ORG/NAME@REVISION.")
    private String model;

    @Mixin
    private CacheOption cache;

    ModelName name() {
        return ModelName.parse(model);
    }

    CacheOption where() {
        return cache;
    }

    /** The copy of this name; throws when there is none. */
    CachedModel find() {
        return cache.cache().find(name());
    }
}
