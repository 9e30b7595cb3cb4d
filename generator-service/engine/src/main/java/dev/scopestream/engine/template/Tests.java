package dev.scopestream.engine.template;

import java.util.Set;

/** Jinja2's tests ({@code value is name}). */
final class Tests {
    private static final Set<String> NAMES = Set.of(
            "odd",
            "even",
            "divisibleby",
            "defined",
            "undefined",
            "filter",
            "test",
            "none",
            "boolean",
            "false",
            "true",
            "integer",
            "float",
            "lower",
            "upper",
            "string",
            "mapping",
            "number",
            "sequence",
            "iterable",
            "callable",
            "sameas",
            "escaped",
            "in",
            "==",
            "eq",
            "equalto",
            "!=",
            "ne",
            ">",
            "gt",
            "greaterthan",
            "ge",
            ">=",
            "<",
            "lt",
            "lessthan",
            "<=",
            "le");

    private Tests() {}

    static boolean holds(String name, Value value, CallArguments arguments) {
        return switch (name) {
            case "==", "eq", "equalto" -> compare("==", value, arguments);
            case "!=", "ne" -> compare("!=", value, arguments);
            case ">", "gt", "greaterthan" -> compare(">", value, arguments);
            case ">=", "ge" -> compare(">=", value, arguments);
            case "<", "lt", "lessthan" -> compare("<", value, arguments);
            case "<=", "le" -> compare("<=", value, arguments);
            case "in" -> compare("in", value, arguments);
            case "sameas" -> same(value, arguments.bind(name, 1, "other").value(0));
            case "divisibleby" -> divides(value, arguments.bind(name, 1, "num").value(0), 0);
            default -> {
                arguments.bind(name, 0);
                yield plain(name, value);
            }
        };
    }

    private static boolean compare(String operator, Value value, CallArguments arguments) {
        return PythonComparison.holds(
                operator, value, arguments.positional(operator, 1, "other").value(0));
    }

    private static boolean plain(String name, Value value) {
        return switch (name) {
            case "defined" -> !(value instanceof Value.Undefined);
            case "undefined" -> value instanceof Value.Undefined;
            case "none" -> value == Value.None.NONE;
            case "boolean" -> value instanceof Value.Bool;
            case "true" -> value instanceof Value.Bool bool && bool.value();
            case "false" -> value instanceof Value.Bool bool && !bool.value();
            case "integer" -> value instanceof Value.Int;
            case "float" -> value instanceof Value.Real;
            case "number" -> Numbers.isNumber(value);
            case "string" -> value instanceof Str;
            case "mapping" -> value instanceof Dict;
            case "sequence" ->
                value instanceof Str
                        || value instanceof Dict
                        || value instanceof Value.Undefined
                        || (value instanceof Seq seq && seq.indexed());
            case "iterable" -> PythonBuiltins.isIterable(value);
            case "callable" ->
                value instanceof Value.Function || value instanceof Value.Undefined || value instanceof Loop;
            case "escaped" -> value instanceof Str text && text.markup();
            case "lower" -> Characters.is("islower", PythonRepr.str(value).text());
            case "upper" -> Characters.is("isupper", PythonRepr.str(value).text());
            case "odd" -> divides(value, Value.Int.of(2), 1);
            case "even" -> divides(value, Value.Int.of(2), 0);
            case "filter" -> value instanceof Str text && Operations.hasFilter(text.text());
            case "test" -> value instanceof Str text && NAMES.contains(text.text());
            default -> throw TemplateException.runtime("No test named '" + name + "'.");
        };
    }

    private static boolean divides(Value value, Value divisor, int rest) {
        return PythonComparison.equal(Operators.binary("%", value, divisor), Value.Int.of(rest));
    }

    /** Whether both are one object. Of equal numbers or strings, Python itself doesn't say. */
    private static boolean same(Value value, Value other) {
        if (value == other || (value instanceof Value.Bool && value.equals(other))) {
            return true;
        }
        boolean unsure = value.getClass() == other.getClass()
                && !(value instanceof Value.Bool)
                && PythonComparison.equal(value, other);
        if (unsure) {
            throw TemplateException.unsupported("the test 'sameas' on two equal values");
        }
        return false;
    }
}
