package dev.scopestream.engine.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Filters that give numbers. */
final class NumberFilters {
    private static final Pattern DIGITS = Pattern.compile("[+-]?[0-9a-zA-Z]+(?:_[0-9a-zA-Z]+)*");

    private NumberFilters() {}

    static Map<String, Filter> all() {
        return Map.of(
                "int", (v, a, o) -> integer(v, a.bind("int", 0, "default", "base")),
                "float", (v, a, o) -> real(v, a.bind("float", 0, "default")),
                "abs", (v, a, o) -> absolute(v),
                "round", (v, a, o) -> round(v, a.bind("round", 0, "precision", "method")),
                "sum", (v, a, o) -> sum(v, a.bind("sum", 0, "attribute", "start")));
    }

    private static Value absolute(Value value) {
        if (value instanceof Value.Real real) {
            return new Value.Real(Math.abs(real.value()));
        }
        if (!Numbers.isInteger(value)) {
            throw TemplateException.runtime("bad operand type for abs(): '" + value.type() + "'");
        }
        return new Value.Int(Numbers.integer(value).abs());
    }

    private static Value integer(Value value, CallArguments.Bound arguments) {
        Value fallback = arguments.value(0, Value.Int.of(0));
        if (value instanceof Value.Undefined undefined) {
            throw undefined.fail();
        }
        if (Numbers.isInteger(value)) {
            return new Value.Int(Numbers.integer(value));
        }
        Optional<Double> number = Optional.empty();
        if (value instanceof Value.Real real) {
            if (Double.isInfinite(real.value())) {
                throw TemplateException.runtime("cannot convert float infinity to integer");
            }
            number = Optional.of(real.value());
        } else if (value instanceof Str text) {
            Optional<BigInteger> integer = parse(text.text(), arguments.integer(1, 10));
            if (integer.isPresent()) {
                return new Value.Int(integer.get());
            }
            number = FloatText.parse(text.text());
        }
        return number.filter(n -> !n.isNaN() && !n.isInfinite())
                .<Value>map(n -> new Value.Int(new BigDecimal(n).toBigInteger()))
                .orElse(fallback);
    }

    /** As {@code int(text, base)}; empty where Python raises a ValueError. */
    private static Optional<BigInteger> parse(String text, int base) {
        String trimmed = StringParts.strip(Str.of(text), true, true).text();
        if (base != 10 && base != 16 && base != 8 && base != 2) {
            throw TemplateException.unsupported("the base " + base + " of the filter 'int'");
        }
        String prefix = base == 16 ? "0x" : base == 8 ? "0o" : base == 2 ? "0b" : "-";
        int sign = trimmed.startsWith("-") || trimmed.startsWith("+") ? 1 : 0;
        if (trimmed.regionMatches(true, sign, prefix, 0, 2) && base != 10) {
            int digits = sign + (trimmed.startsWith("_", sign + 2) ? 3 : 2);
            trimmed = trimmed.substring(0, sign) + trimmed.substring(digits);
        }
        if (!DIGITS.matcher(trimmed).matches() || trimmed.length() > 4300) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BigInteger(trimmed.replace("_", ""), base));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Value real(Value value, CallArguments.Bound arguments) {
        if (value instanceof Value.Undefined undefined) {
            throw undefined.fail();
        }
        if (Numbers.isNumber(value)) {
            return new Value.Real(Numbers.real(value));
        }
        Optional<Double> number = value instanceof Str text ? FloatText.parse(text.text()) : Optional.empty();
        return number.<Value>map(Value.Real::new).orElse(arguments.value(0, new Value.Real(0)));
    }

    private static Value round(Value value, CallArguments.Bound arguments) {
        int precision = arguments.integer(0, 0);
        String method = arguments.get(1).isPresent() ? arguments.text(1).text() : "common";
        if (!method.equals("common") && !method.equals("ceil") && !method.equals("floor")) {
            throw TemplateException.runtime("method must be common, ceil or floor");
        }
        if (!Numbers.isNumber(value)) {
            throw TemplateException.runtime("type " + value.type() + " doesn't define __round__ method");
        }
        if (method.equals("common")) {
            if (value instanceof Value.Real real) {
                return new Value.Real(FloatText.round(real.value(), precision));
            }
            return new Value.Int(new BigDecimal(Numbers.integer(value))
                    .setScale(Math.max(-5000, Math.min(precision, 0)), RoundingMode.HALF_EVEN)
                    .toBigInteger());
        }
        Value scale = Numbers.calculate("**", Value.Int.of(10), Value.Int.of(precision));
        Value scaled = Numbers.calculate("*", value, scale);
        BigDecimal exact =
                scaled instanceof Value.Real real ? finite(real.value()) : new BigDecimal(Numbers.integer(scaled));
        RoundingMode mode = method.equals("ceil") ? RoundingMode.CEILING : RoundingMode.FLOOR;
        return Numbers.calculate("/", new Value.Int(exact.setScale(0, mode).toBigInteger()), scale);
    }

    private static BigDecimal finite(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw TemplateException.runtime("cannot convert float " + FloatText.repr(value) + " to integer");
        }
        return new BigDecimal(value);
    }

    private static Value sum(Value value, CallArguments.Bound arguments) {
        Value sum = arguments.value(1, Value.Int.of(0));
        if (sum instanceof Str) {
            throw TemplateException.runtime("sum() can't sum strings [use ''.join(seq) instead]");
        }
        AttributePath path = AttributePath.of(arguments.value(0, Value.None.NONE));
        for (Value item : PythonBuiltins.list(value)) {
            sum = Operators.binary("+", sum, path.get(item));
        }
        return sum;
    }
}
