package dev.scopestream.engine.template;

import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** {@code map}, {@code select}, {@code reject}, {@code selectattr} and {@code rejectattr}: each gives elements as they're asked for. */
final class SelectionFilters {
    private SelectionFilters() {}

    static Map<String, Filter> all() {
        return Map.of(
                "map", SelectionFilters::map,
                "select", (v, a, o) -> select(v, a, o, false, true),
                "reject", (v, a, o) -> select(v, a, o, false, false),
                "selectattr", (v, a, o) -> select(v, a, o, true, true),
                "rejectattr", (v, a, o) -> select(v, a, o, true, false));
    }

    private static Value map(Value value, CallArguments arguments, Operations operations) {
        Function<Value, Value> function;
        if (arguments.positional().isEmpty() && arguments.keywords().containsKey("attribute")) {
            CallArguments.Bound bound = arguments.bind("map", 0, "attribute", "default");
            AttributePath path = AttributePath.of(bound.value(0)).orElse(bound.value(1, Value.None.NONE));
            function = path::get;
        } else {
            String name = name("map", arguments, 0);
            CallArguments others = arguments.rest(1);
            function = item -> operations.filter(name, item, others);
        }
        return PythonBuiltins.truth(value) ? lazily(value, items -> items.map(function)) : none();
    }

    private static String name(String filter, CallArguments arguments, int index) {
        if (index < arguments.positional().size() && arguments.positional().get(index) instanceof Str name) {
            return name.text();
        }
        throw TemplateException.runtime(filter + " requires the name of a filter or test");
    }

    private static Value select(
            Value value, CallArguments arguments, Operations operations, boolean byAttribute, boolean keep) {
        if (!PythonBuiltins.truth(value)) {
            return none();
        }
        if (byAttribute && arguments.positional().isEmpty()) {
            throw TemplateException.runtime("Missing parameter for attribute name");
        }
        AttributePath path =
                AttributePath.of(byAttribute ? arguments.positional().get(0) : Value.None.NONE);
        int first = byAttribute ? 1 : 0;
        Predicate<Value> test = PythonBuiltins::truth;
        if (arguments.positional().size() > first) {
            String name = name("select", arguments, first);
            CallArguments others = arguments.rest(first + 1);
            test = item -> operations.test(name, item, others);
        }
        Predicate<Value> kept = test;
        return lazily(value, items -> items.filter(item -> kept.test(path.get(item)) == keep));
    }

    private static Value none() {
        return new Value.Generator(Collections.emptyIterator());
    }

    private static Value lazily(Value value, Function<Stream<Value>, Stream<Value>> work) {
        if (!PythonBuiltins.isIterable(value) || value instanceof Loop) {
            throw TemplateException.runtime("'" + value.type() + "' object is not iterable");
        }
        Iterable<Value> items = () -> PythonBuiltins.iterate(value);
        Iterator<Value> result =
                work.apply(StreamSupport.stream(items.spliterator(), false)).iterator();
        return new Value.Generator(result);
    }
}
