package dev.scopestream.scorer.service;

import dev.scopestream.scorer.ScorerApplication;
import dev.scopestream.scorer.page.PageOptions;
import dev.scopestream.scorer.watch.WatchOptions;
import dev.scopestream.telemetry.OptionFamily;
import io.micronaut.context.env.Environment;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Refuses options under {@code scorer.} that don't exist, and values that can't be read. */
public final class KnownScorerOptions {
    private static final OptionFamily FAMILY = new OptionFamily(
            "scorer.",
            List.of(ScorerOptions.class, WatchOptions.class, PageOptions.class),
            Set.of(ScorerApplication.ENABLED),
            IllegalArgumentException::new);

    private KnownScorerOptions() {}

    /** All options' names. */
    public static SortedSet<String> names() {
        return new TreeSet<>(FAMILY.all().keySet());
    }

    /** @throws IllegalArgumentException naming the option, and what is wrong with it */
    public static void check(Environment environment) {
        FAMILY.checkNames(environment.getPropertySources());
        FAMILY.checkValues(environment);
    }
}
