package dev.scopestream.door.config;

import dev.scopestream.telemetry.OptionFamily;
import io.micronaut.context.env.Environment;
import io.micronaut.core.type.Argument;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/** Refuses options under {@code scope.door.} that don't exist, and values that can't be read. */
public final class KnownDoorOptions {
    private static final OptionFamily FAMILY = new OptionFamily(
            "scope.door.",
            List.of(DoorOptions.class, FileOptions.class, BatchOptions.class),
            Set.of(),
            DoorConfigurationException::new);

    private KnownDoorOptions() {}

    /** All options' names and what they are. */
    public static SortedMap<String, Argument<?>> all() {
        return FAMILY.all();
    }

    /** @throws DoorConfigurationException naming the option, and what is wrong with it */
    public static void check(Environment environment) {
        FAMILY.checkNames(environment.getPropertySources());
        FAMILY.checkValues(environment);
    }
}
