package dev.scopestream.generator.config;

import dev.scopestream.telemetry.LogFormat;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import io.micronaut.core.beans.BeanIntrospection;
import io.micronaut.core.convert.ConversionContext;
import io.micronaut.core.convert.format.ReadableBytes;
import io.micronaut.core.naming.NameUtils;
import io.micronaut.core.type.Argument;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/** Refuses options under {@code scope.} that don't exist, and values that can't be read. */
public final class KnownOptions {
    private static final String PREFIX = "scope.";
    private static final String ENVIRONMENT_PREFIX = "SCOPE_";

    /** Begins the names of the door's options, which it checks itself: services may share an environment. */
    private static final String DOOR = "scope.door.";

    private static final List<Class<?>> FAMILY = List.of(
            ScopeOptions.class,
            TopicOptions.class,
            FlowOptions.class,
            ReplyOptions.class,
            DuplicateOptions.class,
            KvDefaults.class,
            SpillSettings.class,
            CheckpointSettings.class);

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

    /**
     * Finds values that can't be read: such an option would keep its default.
     *
     * @throws ConfigurationError naming the option, its value, and what it should be
     */
    public static void checkValues(Environment environment) {
        for (Class<?> type : FAMILY) {
            BeanIntrospection<?> introspection = BeanIntrospection.getIntrospection(type);
            String prefix =
                    introspection.stringValue(ConfigurationProperties.class).orElseThrow();
            for (Argument<?> argument : introspection.getConstructorArguments()) {
                String name = prefix + "." + NameUtils.hyphenate(argument.getName());
                environment
                        .getProperty(name, String.class)
                        .filter(text -> !readable(environment, text, argument))
                        .ifPresent(text -> {
                            throw new ConfigurationError(name + " is '" + text + "', must be " + kind(argument));
                        });
            }
        }
    }

    private static boolean readable(Environment environment, String text, Argument<?> argument) {
        boolean flag = argument.getType() == boolean.class;
        return flag
                ? text.equals("true") || text.equals("false")
                : environment.convert(text, ConversionContext.of(argument)).isPresent();
    }

    private static String kind(Argument<?> argument) {
        Class<?> type = argument.getType();
        if (type == Duration.class) {
            return "a duration such as 10s";
        }
        if (argument.getAnnotationMetadata().hasAnnotation(ReadableBytes.class)) {
            return "a number of bytes such as 2GB";
        }
        return type == boolean.class ? "true or false" : type == Path.class ? "a path" : "a whole number";
    }

    private static boolean isKnown(String key, PropertySource.PropertyConvention convention, SortedSet<String> known) {
        if (convention == PropertySource.PropertyConvention.ENVIRONMENT_VARIABLE) {
            return !key.startsWith(ENVIRONMENT_PREFIX)
                    || key.equals(LogFormat.VARIABLE)
                    || key.startsWith(environmentName(DOOR))
                    || known.stream().anyMatch(name -> key.equals(environmentName(name)));
        }
        String name = NameUtils.hyphenate(key);
        return !name.startsWith(PREFIX) || name.startsWith(DOOR) || known.contains(name);
    }

    /** The environment variable that sets an option. */
    static String environmentName(String option) {
        return option.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
