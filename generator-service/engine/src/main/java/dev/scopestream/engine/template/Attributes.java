package dev.scopestream.engine.template;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Attributes and methods of values, as Jinja2's immutable sandbox gives them. */
final class Attributes {
    /** Methods that would change a value: the sandbox doesn't give them. */
    private static final Map<String, Set<String>> UNSAFE = Map.of(
            "list", Set.of("append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove"),
            "dict", Set.of("clear", "pop", "popitem", "setdefault", "update"));
    /** What int has and, as one of its kind, bool. */
    private static final Set<String> OF_INTEGERS = Set.of(
            "as_integer_ratio",
            "bit_count",
            "bit_length",
            "conjugate",
            "denominator",
            "from_bytes",
            "imag",
            "numerator",
            "real",
            "to_bytes");
    /** What Python's types have beside what's implemented here. */
    private static final Map<String, Set<String>> OTHERS = Map.of(
            "dict", Set.of("fromkeys"),
            "range", Set.of("start", "stop", "step"),
            "dict_items", Set.of("isdisjoint", "mapping"),
            "dict_keys", Set.of("isdisjoint", "mapping"),
            "dict_values", Set.of("mapping"),
            "int", OF_INTEGERS,
            "bool", OF_INTEGERS,
            "float", Set.of("as_integer_ratio", "conjugate", "fromhex", "hex", "imag", "is_integer", "real"),
            "generator", Set.of("close", "send", "throw"),
            "function", Set.of("name", "arguments", "caller", "catch_kwargs", "catch_varargs", "explicit_caller"));

    private Attributes() {}

    /** {@code object.name}: a method or other attribute, else the item of that name. */
    static Value get(Value object, String name) {
        if (object instanceof Value.Undefined undefined) {
            throw undefined.fail();
        }
        Optional<Value> own = own(object, name);
        if (own.isEmpty() && object instanceof Dict dict) {
            own = dict.get(Str.of(name));
        }
        return own.orElseGet(() -> new Value.Undefined("'" + describe(object) + "' has no attribute '" + name + "'"));
    }

    static String describe(Value object) {
        return object == Value.None.NONE ? "None" : object.type() + " object";
    }

    /** An attribute that isn't an item. */
    static Optional<Value> own(Value object, String name) {
        if (UNSAFE.getOrDefault(object.type(), Set.of()).contains(name)) {
            return Optional.of(new Value.Undefined(
                    "access to attribute '" + name + "' of '" + object.type() + "' object is unsafe."));
        }
        if (object instanceof Str text && StringMethods.has(name)) {
            return method(name, a -> StringMethods.call(text, name, a));
        }
        if (object instanceof Dict dict && DictMethods.has(name)) {
            return method(name, a -> DictMethods.call(dict, name, a));
        }
        if (object instanceof Seq seq) {
            if (seq.indexed() && (name.equals("index") || name.equals("count"))) {
                return method(name, a -> search(seq, name, a));
            }
            if (seq.kind() == Seq.Kind.LIST && name.equals("copy")) {
                return method(name, a -> {
                    a.positional(name, 0);
                    return Seq.list(seq.items());
                });
            }
            if (seq.kind() == Seq.Kind.GROUP && (name.equals("grouper") || name.equals("list"))) {
                return Optional.of(seq.items().get(name.equals("grouper") ? 0 : 1));
            }
        }
        if (object instanceof Loop loop) {
            return loop.attribute(name);
        }
        if (object instanceof Value.Namespace namespace) {
            return namespace.get(name);
        }
        if (OTHERS.getOrDefault(object.type(), Set.of()).contains(name)) {
            throw TemplateException.unsupported("the attribute '" + name + "' of a " + object.type());
        }
        return Optional.empty();
    }

    private static Optional<Value> method(String name, Value.Function.Body body) {
        return Optional.of(new Value.Function(name, body));
    }

    private static Value search(Seq seq, String name, CallArguments arguments) {
        CallArguments.Bound bound = arguments.positional(name, 1, "value");
        List<Value> items = seq.items();
        int count = 0;
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) == bound.value(0) || PythonComparison.equal(items.get(i), bound.value(0))) {
                if (name.equals("index")) {
                    return Value.Int.of(i);
                }
                count++;
            }
        }
        if (name.equals("index")) {
            throw TemplateException.runtime("value is not in " + seq.type());
        }
        return Value.Int.of(count);
    }
}
