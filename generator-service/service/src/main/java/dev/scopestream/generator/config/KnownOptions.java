package dev.scopestream.generator.config;

import dev.scopestream.telemetry.OptionFamily;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Refuses options under {@code scope.} that don't exist, and values that can't be read. */
public final class KnownOptions {
    private static final OptionFamily FAMILY = new OptionFamily(
            "scope.",
            List.of(
                    ScopeOptions.class,
                    TopicOptions.class,
                    FlowOptions.class,
                    ReplyOptions.class,
                    DuplicateOptions.class,
                    KvDefaults.class,
                    SpillSettings.class,
                    CheckpointSettings.class),
            // the door checks its own: services may share an environment
            Set.of("scope.door."),
            ConfigurationError::new);

    private KnownOptions() {}

    /** All options' names. */
    public static SortedSet<String> names() {
        return new TreeSet<>(FAMILY.all().keySet());
    }

    /** @throws ConfigurationError naming the unknown option, where it was set, the nearest one, and all there are */
    public static void check(Iterable<PropertySource> sources) {
        FAMILY.checkNames(sources);
    }

    /**
     * Finds values that can't be read: such an option would keep its default.
     *
     * @throws ConfigurationError naming the option, its value, and what it should be
     */
    public static void checkValues(Environment environment) {
        FAMILY.checkValues(environment);
    }
}
