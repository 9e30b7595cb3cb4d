package dev.scopestream.door.kafka;

import dev.scopestream.door.config.DoorContext;
import dev.scopestream.door.config.DoorOptions;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The models' names: those of the option, and those that answered. Safe for use by many threads. */
@Singleton
@Requires(property = DoorContext.ENABLED)
public final class SeenModels {
    private static final int MOST = 1000;

    private final Set<String> names;

    SeenModels(DoorOptions options) {
        names = new LinkedHashSet<>(options.modelNames());
    }

    synchronized void add(String name) {
        if (names.size() < MOST) {
            names.add(name);
        }
    }

    public synchronized List<String> all() {
        return new ArrayList<>(names);
    }

    /** The name that an answer will have if there is one model; else empty. */
    public synchronized String only() {
        return names.size() == 1 ? names.iterator().next() : "";
    }
}
