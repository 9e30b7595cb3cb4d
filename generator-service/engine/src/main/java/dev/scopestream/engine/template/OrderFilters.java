package dev.scopestream.engine.template;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Filters that sort, group or compare elements. Without {@code case_sensitive}, strings compare in lower case. */
final class OrderFilters {
    private OrderFilters() {}

    static Map<String, Filter> all() {
        return Map.of(
                "sort", (v, a, o) -> sort(v, a.bind("sort", 0, "reverse", "case_sensitive", "attribute")),
                "dictsort", (v, a, o) -> dictSort(v, a.bind("dictsort", 0, "case_sensitive", "by", "reverse")),
                "unique", (v, a, o) -> unique(v, a.bind("unique", 0, "case_sensitive", "attribute")),
                "groupby", (v, a, o) -> group(v, a.bind("groupby", 1, "attribute", "default", "case_sensitive")),
                "min", (v, a, o) -> extreme(v, a.bind("min", 0, "case_sensitive", "attribute"), -1),
                "max", (v, a, o) -> extreme(v, a.bind("max", 0, "case_sensitive", "attribute"), 1));
    }

    private static Value folded(Value value, boolean caseSensitive) {
        return !caseSensitive && value instanceof Str text
                ? StringMethods.call(text, "lower", CallArguments.NONE)
                : value;
    }

    private static void sort(List<Value> items, Function<Value, Value> key, boolean reverse) {
        Comparator<Value> order = Comparator.comparing(key, PythonComparison::compare);
        try {
            items.sort(reverse ? order.reversed() : order);
        } catch (IllegalArgumentException e) {
            throw TemplateException.unsupported("sorting values without an order (NaN)");
        }
    }

    private static Value sort(Value value, CallArguments.Bound arguments) {
        List<AttributePath> paths = AttributePath.several(arguments.value(2, Value.None.NONE));
        boolean caseSensitive = arguments.flag(1);
        List<Value> items = new ArrayList<>(PythonBuiltins.list(value));
        sort(
                items,
                item -> Seq.list(paths.stream()
                        .map(p -> folded(p.get(item), caseSensitive))
                        .toList()),
                arguments.flag(0));
        return Seq.list(items);
    }

    private static Value dictSort(Value value, CallArguments.Bound arguments) {
        if (value instanceof Value.Undefined undefined) {
            throw undefined.fail();
        }
        String by = arguments.get(1).isPresent() ? arguments.text(1).text() : "key";
        if (!by.equals("key") && !by.equals("value")) {
            throw TemplateException.runtime("You can only sort by either \"key\" or \"value\"");
        }
        if (!(value instanceof Dict dict)) {
            throw TemplateException.runtime("'" + value.type() + "' object has no attribute 'items'");
        }
        int part = by.equals("key") ? 0 : 1;
        List<Value> items = new ArrayList<>(dict.items());
        sort(items, item -> folded(((Seq) item).items().get(part), arguments.flag(0)), arguments.flag(2));
        return Seq.list(items);
    }

    private static Value unique(Value value, CallArguments.Bound arguments) {
        AttributePath path = AttributePath.of(arguments.value(1, Value.None.NONE));
        Set<Object> known = new HashSet<>();
        List<Value> items = PythonBuiltins.list(value).stream()
                .filter(item -> known.add(Dict.hashable(folded(path.get(item), arguments.flag(0)))))
                .toList();
        return new Value.Generator(items.iterator());
    }

    private static Value group(Value value, CallArguments.Bound arguments) {
        AttributePath path = AttributePath.of(arguments.value(0)).orElse(arguments.value(1, Value.None.NONE));
        boolean caseSensitive = arguments.flag(2);
        Function<Value, Value> key = item -> folded(path.get(item), caseSensitive);
        List<Value> items = new ArrayList<>(PythonBuiltins.list(value));
        sort(items, key, false);
        List<Value> groups = new ArrayList<>();
        int from = 0;
        for (int to = 1; to <= items.size(); to++) {
            if (to == items.size() || !PythonComparison.equal(key.apply(items.get(to)), key.apply(items.get(from)))) {
                Value grouper = path.get(items.get(from));
                groups.add(Seq.of(Seq.Kind.GROUP, List.of(grouper, Seq.list(List.copyOf(items.subList(from, to))))));
                from = to;
            }
        }
        return Seq.list(groups);
    }

    private static Value extreme(Value value, CallArguments.Bound arguments, int sign) {
        AttributePath path = AttributePath.of(arguments.value(1, Value.None.NONE));
        List<Value> items = PythonBuiltins.list(value);
        if (items.isEmpty()) {
            return new Value.Undefined("No aggregated item, sequence was empty.");
        }
        Value best = items.get(0);
        for (Value item : items.subList(1, items.size())) {
            Value left = folded(path.get(item), arguments.flag(0));
            Value right = folded(path.get(best), arguments.flag(0));
            if (PythonComparison.holds(sign > 0 ? ">" : "<", left, right)) {
                best = item;
            }
        }
        return best;
    }
}
