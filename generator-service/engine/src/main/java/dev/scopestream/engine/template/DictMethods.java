package dev.scopestream.engine.template;

import java.util.List;
import java.util.Set;

/** The methods of Python's dict that change nothing, and its constructor. */
final class DictMethods {
    private static final Set<String> NAMES = Set.of("get", "items", "keys", "values", "copy");

    private DictMethods() {}

    static boolean has(String name) {
        return NAMES.contains(name);
    }

    static Value call(Dict dict, String name, CallArguments arguments) {
        if (name.equals("get")) {
            CallArguments.Bound bound = arguments.positional(name, 1, "key", "default");
            return dict.get(bound.value(0)).orElse(bound.value(1, Value.None.NONE));
        }
        arguments.positional(name, 0);
        return switch (name) {
            case "items" -> Seq.of(Seq.Kind.ITEMS, dict.items());
            case "keys" -> Seq.of(Seq.Kind.KEYS, dict.keys());
            case "values" -> Seq.of(Seq.Kind.VALUES, dict.values());
            default -> dict;
        };
    }

    /** {@code dict(entries, name=value, ...)}. */
    static Dict create(CallArguments arguments) {
        Dict.Builder dict = new Dict.Builder();
        if (arguments.positional().size() > 1) {
            throw TemplateException.runtime("dict expected at most 1 argument, got "
                    + arguments.positional().size());
        }
        for (Value source : arguments.positional()) {
            if (source instanceof Dict other) {
                other.entries().forEach(e -> dict.put(e.key(), e.value()));
                continue;
            }
            for (Value pair : PythonBuiltins.list(source)) {
                List<Value> parts = PythonBuiltins.list(pair);
                if (parts.size() != 2) {
                    throw TemplateException.runtime(
                            "dictionary update sequence element has length " + parts.size() + "; 2 is required");
                }
                dict.put(parts.get(0), parts.get(1));
            }
        }
        arguments.keywords().forEach((name, value) -> dict.put(Str.of(name), value));
        return dict.build();
    }
}
