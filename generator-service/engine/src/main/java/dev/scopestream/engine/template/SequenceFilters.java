package dev.scopestream.engine.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Filters on the elements of a value, in their order. */
final class SequenceFilters {
    private SequenceFilters() {}

    static Map<String, Filter> all() {
        return Map.ofEntries(
                Map.entry("length", (v, a, o) -> Value.Int.of(PythonBuiltins.length(v))),
                Map.entry("count", (v, a, o) -> Value.Int.of(PythonBuiltins.length(v))),
                Map.entry("list", (v, a, o) -> Seq.list(PythonBuiltins.list(v))),
                Map.entry("first", (v, a, o) -> first(v)),
                Map.entry("last", (v, a, o) -> last(v)),
                Map.entry("reverse", (v, a, o) -> reverse(v)),
                Map.entry("join", (v, a, o) -> join(v, a.bind("join", 0, "d", "attribute"))),
                Map.entry("items", (v, a, o) -> items(v)),
                Map.entry("batch", (v, a, o) -> batch(v, a.bind("batch", 1, "linecount", "fill_with"))),
                Map.entry("slice", (v, a, o) -> slice(v, a.bind("slice", 1, "slices", "fill_with"))),
                Map.entry(
                        "attr",
                        (v, a, o) ->
                                attribute(v, a.bind("attr", 1, "name").text(0).text())),
                Map.entry("default", (v, a, o) -> fallback(v, a)),
                Map.entry("d", (v, a, o) -> fallback(v, a)));
    }

    private static Value fallback(Value value, CallArguments arguments) {
        CallArguments.Bound bound = arguments.bind("default", 0, "default_value", "boolean");
        boolean absent = value instanceof Value.Undefined || (bound.flag(1) && !PythonBuiltins.truth(value));
        return absent ? bound.value(0, Str.EMPTY) : value;
    }

    private static Value first(Value value) {
        Iterator<Value> items = PythonBuiltins.iterate(value);
        return items.hasNext() ? items.next() : new Value.Undefined("No first item, sequence was empty.");
    }

    private static Value last(Value value) {
        if (!PythonBuiltins.hasLength(value) || value instanceof Loop) {
            throw TemplateException.runtime("'" + value.type() + "' object is not reversible");
        }
        List<Value> items = PythonBuiltins.list(value);
        return items.isEmpty() ? new Value.Undefined("No last item, sequence was empty.") : items.get(items.size() - 1);
    }

    private static Value reverse(Value value) {
        List<Value> items = new ArrayList<>(PythonBuiltins.list(value));
        Collections.reverse(items);
        if (value instanceof Str text) {
            return StringParts.join(Str.EMPTY, items).asMarkup(text.markup());
        }
        return value instanceof Value.Generator ? Seq.list(items) : new Value.Generator(items.iterator());
    }

    private static Value join(Value value, CallArguments.Bound arguments) {
        AttributePath path = AttributePath.of(arguments.value(1, Value.None.NONE));
        List<Value> items = PythonBuiltins.list(value).stream().map(path::get).toList();
        return StringParts.join(PythonRepr.str(arguments.value(0, Str.EMPTY)), items);
    }

    private static Value items(Value value) {
        if (value instanceof Value.Undefined) {
            return new Value.Generator(Collections.emptyIterator());
        }
        if (value instanceof Dict dict) {
            return new Value.Generator(dict.items().iterator());
        }
        throw TemplateException.runtime("Can only get item pairs from a mapping.");
    }

    private static Value attribute(Value value, String name) {
        if (value instanceof Value.Undefined undefined) {
            throw undefined.fail();
        }
        return Attributes.own(value, name)
                .orElseGet(() -> new Value.Undefined("'" + value.type() + " object' has no attribute '" + name + "'"));
    }

    private static Value batch(Value value, CallArguments.Bound arguments) {
        int size = arguments.integer(0, 0);
        if (size < 1) {
            throw TemplateException.unsupported("a batch of less than one element");
        }
        List<Value> items = PythonBuiltins.list(value);
        List<Value> batches = new ArrayList<>();
        for (int from = 0; from < items.size(); from += size) {
            List<Value> batch = new ArrayList<>(items.subList(from, Math.min(items.size(), from + size)));
            while (!arguments.absent(1) && batch.size() < size && batch.size() < Seq.MOST_WEIGHT) {
                batch.add(arguments.value(1));
            }
            batches.add(Seq.list(batch));
        }
        return new Value.Generator(batches.iterator());
    }

    private static Value slice(Value value, CallArguments.Bound arguments) {
        int slices = arguments.integer(0, 0);
        if (slices < 1 || slices > Seq.MOST_WEIGHT) {
            throw TemplateException.unsupported("the filter 'slice' with " + slices + " slices");
        }
        List<Value> items = PythonBuiltins.list(value);
        int each = items.size() / slices;
        int longer = items.size() % slices;
        List<Value> result = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < slices; i++) {
            int to = from + each + (i < longer ? 1 : 0);
            List<Value> part = new ArrayList<>(items.subList(from, to));
            if (!arguments.absent(1) && i >= longer) {
                part.add(arguments.value(1));
            }
            result.add(Seq.list(part));
            from = to;
        }
        return new Value.Generator(result.iterator());
    }
}
