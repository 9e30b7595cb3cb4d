package dev.scopestream.telemetry;

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
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * The options of a service: what records with {@link ConfigurationProperties} take, under one prefix. Refuses names that
 * don't exist there, wherever they are set (a file, the environment, a system property), and values that can't be read, which
 * would leave an option at its default.
 *
 * @param prefix begins all names, with a dot at its end
 * @param types the records, which are introspected
 * @param others beginnings of names under the prefix that are somebody else's
 * @param refusal makes the error of a message of one line
 */
public record OptionFamily(
        String prefix, List<Class<?>> types, Set<String> others, Function<String, RuntimeException> refusal) {
    private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();
    private static final int LONGEST = 100;

    public OptionFamily {
        types = List.copyOf(types);
        others = Set.copyOf(others);
    }

    /** All options' names and what they are. */
    public SortedMap<String, Argument<?>> all() {
        SortedMap<String, Argument<?>> all = new TreeMap<>();
        for (Class<?> type : types) {
            BeanIntrospection<?> introspection = BeanIntrospection.getIntrospection(type);
            String family =
                    introspection.stringValue(ConfigurationProperties.class).orElseThrow();
            for (Argument<?> argument : introspection.getConstructorArguments()) {
                all.put(family + "." + NameUtils.hyphenate(argument.getName()), argument);
            }
        }
        return all;
    }

    /** Throws the refusal of an unknown name: where it was set, the nearest one, and all there are. */
    public void checkNames(Iterable<PropertySource> sources) {
        SortedMap<String, Argument<?>> known = all();
        for (PropertySource source : sources) {
            boolean variable = source.getConvention() == PropertySource.PropertyConvention.ENVIRONMENT_VARIABLE;
            UnaryOperator<String> form = variable ? OptionFamily::variable : UnaryOperator.identity();
            for (String key : source) {
                String name = variable ? key : NameUtils.hyphenate(key);
                if (isOurs(name, form) && known.keySet().stream().map(form).noneMatch(name::equals)) {
                    throw refusal.apply("unknown option '" + shown(key) + "' (" + source.getName()
                            + "); the nearest is '" + nearest(name, known.keySet(), form) + "'; there are: "
                            + String.join(", ", known.keySet()));
                }
            }
        }
    }

    /** Throws the refusal of a value that can't be read: the option, the value, and what it should be. */
    public void checkValues(Environment environment) {
        all().forEach((name, argument) -> environment
                .getProperty(name, String.class)
                .filter(text -> !readable(environment, text, argument))
                .ifPresent(text -> {
                    throw refusal.apply(name + " is '" + shown(text) + "', must be " + kind(argument));
                }));
    }

    /** The environment variable that sets an option. */
    public static String variable(String option) {
        return option.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private boolean isOurs(String name, UnaryOperator<String> form) {
        return name.startsWith(form.apply(prefix))
                && !name.equals(LogFormat.VARIABLE)
                && others.stream().map(form).noneMatch(name::startsWith);
    }

    private static String nearest(String name, Set<String> known, UnaryOperator<String> form) {
        String start = name.substring(0, Math.min(name.length(), LONGEST));
        return known.stream()
                .map(form)
                .min(Comparator.comparing(candidate -> DISTANCE.apply(start, candidate)))
                .orElseThrow();
    }

    private static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }

    private static boolean readable(Environment environment, String text, Argument<?> argument) {
        return argument.getType() == boolean.class
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
}
