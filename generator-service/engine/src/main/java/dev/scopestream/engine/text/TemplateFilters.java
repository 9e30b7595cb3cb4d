package dev.scopestream.engine.text;

import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.objects.collections.PyList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * The filters and tests that chat templates get. The library ignores names that it doesn't know, and does other things
 * than Python under some that it does: what isn't in these sets ends the rendering when it's reached.
 */
final class TemplateFilters {
    private static final Set<String> FILTERS = Set.of(
            "trim",
            "upper",
            "lower",
            "capitalize",
            "title",
            "length",
            "count",
            "join",
            "default",
            "d",
            "first",
            "last",
            "list",
            "map",
            "selectattr",
            "rejectattr",
            "select",
            "reject",
            "sort",
            "unique",
            "string",
            "int",
            "float",
            "format",
            "reverse",
            "replace",
            "e",
            "escape",
            "safe",
            "groupby",
            "wordcount");

    private static final Set<String> TESTS = Set.of(
            "defined",
            "undefined",
            "none",
            "string",
            "number",
            "mapping",
            "iterable",
            "sequence",
            "true",
            "false",
            "boolean",
            "integer",
            "float",
            "equalto",
            "eq",
            "ne",
            "in",
            "even",
            "odd",
            "divisibleby",
            "lower",
            "upper");

    private TemplateFilters() {}

    /** Registers ours, and a refusal for every name of {@code template} that isn't supported. */
    static void register(Context context, String template) {
        context.registerFilter(filter("reverse", TemplateFilters::reverse));
        context.registerFilter(filter("replace", TemplateFilters::replace));
        for (String name : TemplateSyntax.filters(template)) {
            if (!FILTERS.contains(name)) {
                context.registerFilter(filter(name, (value, arguments) -> {
                    throw new TemplateFunctions.Unsupported("the filter '" + name + "'");
                }));
            }
        }
        for (String name : TemplateSyntax.tests(template)) {
            if (!TESTS.contains(name.toLowerCase(Locale.ROOT))) {
                context.registerExpTest(refusing(name));
            }
        }
    }

    private static Object reverse(Object value, String[] arguments) {
        if (value instanceof String text) {
            return new StringBuilder(text).reverse().toString();
        }
        if (value instanceof Collection<?> elements) {
            List<Object> reversed = new ArrayList<>(elements);
            Collections.reverse(reversed);
            return new PyList(reversed);
        }
        throw new TemplateFunctions.Unsupported("reversing what is neither a string nor a list");
    }

    private static Object replace(Object value, String[] arguments) {
        if (arguments.length != 2) {
            throw new TemplateFunctions.Unsupported("the filter 'replace' with " + arguments.length + " arguments");
        }
        return PythonStrings.replace(Objects.toString(value, ""), arguments[0], arguments[1]);
    }

    private static Filter filter(String name, BiFunction<Object, String[], Object> work) {
        return new Filter() {
            @Override
            public Object filter(Object value, JinjavaInterpreter interpreter, String... arguments) {
                return work.apply(value, arguments);
            }

            @Override
            public String getName() {
                return name;
            }
        };
    }

    private static ExpTest refusing(String name) {
        return new ExpTest() {
            @Override
            public boolean evaluate(Object value, JinjavaInterpreter interpreter, Object... arguments) {
                throw new TemplateFunctions.Unsupported("the test '" + name + "'");
            }

            @Override
            public String getName() {
                return name;
            }
        };
    }
}
