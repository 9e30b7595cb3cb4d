package dev.scopestream.generator.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.env.PropertySource;
import io.micronaut.core.beans.BeanIntrospection;
import io.micronaut.core.naming.NameUtils;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/** Finds options under {@code scope.} that don't exist: a typo must not go unnoticed. */
public final class KnownOptions {
    private static final String PREFIX = "scope.";
    private static final String ENVIRONMENT_PREFIX = "SCOPE_";
    private static final List<Class<?>> FAMILY =
            List.of(ScopeOptions.class, TopicOptions.class, FlowOptions.class, KvDefaults.class, SpillSettings.class);

    private KnownOptions() {}

    /** All options' names. */
    public static SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>();
        for (Class<?> type : FAMILY) {
            BeanIntrospection<?> introspection = BeanIntrospection.getIntrospection(type);
            String prefix =
                    introspection.stringValue(ConfigurationProperties.class).orElseThrow();
            introspection
                    .getBeanProperties()
                    .forEach(property -> names.add(prefix + "." + NameUtils.hyphenate(property.getName())));
        }
        return names;
    }

    /** @throws ConfigurationError naming the unknown option, where it was set, and all there are */
    public static void check(Iterable<PropertySource> sources) {
        SortedSet<String> known = names();
        for (PropertySource source : sources) {
            for (String key : source) {
                if (!isKnown(key, source.getConvention(), known)) {
                    throw new ConfigurationError("unknown option '" + key + "' (" + source.getName() + "); there are: "
                            + String.join(", ", known));
                }
            }
        }
    }

    private static boolean isKnown(String key, PropertySource.PropertyConvention convention, SortedSet<String> known) {
        if (convention == PropertySource.PropertyConvention.ENVIRONMENT_VARIABLE) {
            return !key.startsWith(ENVIRONMENT_PREFIX)
                    || known.stream().anyMatch(name -> key.equals(environmentName(name)));
        }
        String name = NameUtils.hyphenate(key);
        return !name.startsWith(PREFIX) || known.contains(name);
    }

    /** The environment variable that sets an option. */
    static String environmentName(String option) {
        return option.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
