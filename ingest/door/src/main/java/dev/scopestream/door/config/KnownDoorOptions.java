package dev.scopestream.door.config;

import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import io.micronaut.core.beans.BeanIntrospection;
import io.micronaut.core.convert.ConversionContext;
import io.micronaut.core.naming.NameUtils;
import io.micronaut.core.type.Argument;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Refuses options under {@code scope.door.} that don't exist, and values that can't be read. */
public final class KnownDoorOptions {
    private static final String PREFIX = "scope.door.";

    private KnownDoorOptions() {}

    /** All options' names and what they are. */
    public static SortedMap<String, Argument<?>> all() {
        SortedMap<String, Argument<?>> all = new TreeMap<>();
        for (Argument<?> argument :
                BeanIntrospection.getIntrospection(DoorOptions.class).getConstructorArguments()) {
            all.put(PREFIX + NameUtils.hyphenate(argument.getName()), argument);
        }
        return all;
    }

    /** @throws DoorConfigurationException naming the option, and what is wrong with it */
    public static void check(Environment environment) {
        SortedMap<String, Argument<?>> known = all();
        for (PropertySource source : environment.getPropertySources()) {
            for (String key : source) {
                String name = name(key, source.getConvention(), known);
                if (name.startsWith(PREFIX) && !known.containsKey(name)) {
                    throw new DoorConfigurationException("unknown option '" + key + "' (" + source.getName()
                            + "); there are: " + String.join(", ", known.keySet()));
                }
            }
        }
        known.forEach((name, argument) -> environment
                .getProperty(name, String.class)
                .filter(text -> !readable(environment, text, argument))
                .ifPresent(text -> {
                    throw new DoorConfigurationException(name + " is '" + text + "', must be " + kind(argument));
                }));
    }

    /** An environment variable doesn't tell a dot from a dash. */
    private static String name(
            String key, PropertySource.PropertyConvention convention, Map<String, Argument<?>> known) {
        if (convention != PropertySource.PropertyConvention.ENVIRONMENT_VARIABLE) {
            return NameUtils.hyphenate(key);
        }
        return known.keySet().stream()
                .filter(name -> variable(name).equals(key))
                .findFirst()
                .orElseGet(() -> key.startsWith(variable(PREFIX)) ? PREFIX + key : key);
    }

    private static String variable(String option) {
        return option.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private static boolean readable(Environment environment, String text, Argument<?> argument) {
        return argument.getType() == boolean.class
                ? text.equals("true") || text.equals("false")
                : environment.convert(text, ConversionContext.of(argument)).isPresent();
    }

    private static String kind(Argument<?> argument) {
        Class<?> type = argument.getType();
        return type == Duration.class
                ? "a duration such as 10s"
                : type == boolean.class ? "true or false" : "a whole number";
    }
}
