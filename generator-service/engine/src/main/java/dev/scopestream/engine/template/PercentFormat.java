package dev.scopestream.engine.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Python's {@code format % values}. */
final class PercentFormat {
    private static final Pattern FIELD =
            Pattern.compile("%(?:\\(([^()]*)\\))?([-+ #0]*)(\\*|[0-9]*)(?:\\.(\\*|[0-9]*))?[hlL]?(.)", Pattern.DOTALL);
    private static final int WIDEST = 10_000;

    private final Str format;
    private final Value values;
    private final List<Value> positional;
    private int used;

    private PercentFormat(Str format, Value values) {
        this.format = format;
        this.values = values;
        this.positional = values instanceof Seq seq && seq.isTuple() ? seq.items() : List.of(values);
    }

    static Str format(Str format, Value values) {
        if (format.markup()) {
            throw TemplateException.unsupported("formatting escaped text");
        }
        return new PercentFormat(format, values).run();
    }

    private Str run() {
        Str.Builder out = new Str.Builder();
        Matcher field = FIELD.matcher(format.text());
        int at = 0;
        boolean named = false;
        for (int next = format.text().indexOf('%');
                next >= 0;
                next = format.text().indexOf('%', at)) {
            if (!field.region(next, format.text().length()).lookingAt()) {
                throw TemplateException.runtime("incomplete format");
            }
            out.append(format, at, next).append(converted(field));
            named |= field.group(1) != null;
            at = field.end();
        }
        out.append(format, at, format.text().length());
        boolean mapping = values instanceof Dict || (values instanceof Seq seq && !seq.isTuple());
        if (!named && !mapping && used < positional.size()) {
            throw TemplateException.runtime("not all arguments converted during string formatting");
        }
        return out.build();
    }

    private Str converted(Matcher field) {
        String flags = field.group(2);
        String type = field.group(5);
        if ("*".equals(field.group(3)) || "*".equals(field.group(4))) {
            throw TemplateException.unsupported("a width '*' of a format");
        }
        if (type.equals("%")) {
            return Str.of("%");
        }
        int width = number(field.group(3), 0);
        int precision = number(field.group(4), field.group(4) == null ? -1 : 0);
        Value value = value(field.group(1));
        Str text =
                switch (type) {
                    case "s" -> cut(PythonRepr.str(value), precision);
                    case "r" -> cut(PythonRepr.repr(value), precision);
                    case "d", "i", "u" ->
                        signed(
                                digits(integer(value), 10, precision),
                                integer(value).signum(),
                                flags);
                    case "x", "X", "o" -> based(value, type, flags, precision);
                    case "f", "F" -> {
                        double real = real(value);
                        String fixed = FloatText.fixed(Math.abs(real), precision < 0 ? 6 : precision);
                        yield signed(fixed, real < 0 || 1 / real < 0 ? -1 : 1, flags);
                    }
                    case "c" -> character(value);
                    default -> throw TemplateException.unsupported("the format '%" + type + "'");
                };
        return pad(text, width, flags, !type.equals("s") && !type.equals("r") && !type.equals("c"));
    }

    private static int number(String digits, int fallback) {
        if (digits == null || digits.isEmpty()) {
            return fallback;
        }
        if (digits.length() > 6 || Integer.parseInt(digits) > WIDEST) {
            throw TemplateException.limit("a format wider than " + WIDEST);
        }
        return Integer.parseInt(digits);
    }

    private Value value(String key) {
        if (key != null) {
            if (!(values instanceof Dict dict)) {
                throw TemplateException.runtime("format requires a mapping");
            }
            return dict.get(Str.of(key)).orElseThrow(() -> TemplateException.runtime("KeyError: '" + key + "'"));
        }
        if (used >= positional.size()) {
            throw TemplateException.runtime("not enough arguments for format string");
        }
        return positional.get(used++);
    }

    private static Str cut(Str text, int precision) {
        return precision < 0 || precision >= text.length() ? text : text.substring(0, text.index(precision));
    }

    private static BigInteger integer(Value value) {
        if (value instanceof Value.Real real && !Double.isNaN(real.value()) && !Double.isInfinite(real.value())) {
            return new BigDecimal(real.value()).toBigInteger();
        }
        if (value instanceof Value.Undefined undefined) {
            throw undefined.fail();
        }
        return Numbers.integer(value);
    }

    private static double real(Value value) {
        if (value instanceof Value.Undefined undefined) {
            throw undefined.fail();
        }
        return Numbers.real(value);
    }

    private static Str based(Value value, String type, String flags, int precision) {
        if (flags.contains("#")) {
            throw TemplateException.unsupported("the flag '#' of a format");
        }
        BigInteger integer = Numbers.integer(value);
        String digits = digits(integer, type.equals("o") ? 8 : 16, precision);
        return signed(type.equals("X") ? digits.toUpperCase(Locale.ROOT) : digits, integer.signum(), flags);
    }

    private static String digits(BigInteger value, int radix, int precision) {
        String digits = value.abs().toString(radix);
        return "0".repeat(Math.max(0, precision - digits.length())) + digits;
    }

    private static Str signed(String magnitude, int sign, String flags) {
        String prefix = sign < 0 ? "-" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
        return Str.of(prefix + magnitude);
    }

    private static Str character(Value value) {
        if (value instanceof Str text && text.length() == 1) {
            return text;
        }
        int c = Numbers.index(value);
        if (!Character.isValidCodePoint(c)) {
            throw TemplateException.runtime("%c arg not in range(0x110000)");
        }
        return Str.of(Character.toString(c));
    }

    private static Str pad(Str text, int width, String flags, boolean number) {
        int missing = width - text.length();
        if (missing <= 0) {
            return text;
        }
        Str.Builder out = new Str.Builder();
        if (flags.contains("-")) {
            return out.append(text).append(" ".repeat(missing)).build();
        }
        if (number && flags.contains("0")) {
            int sign = text.text().isEmpty() || Character.isDigit(text.text().charAt(0)) ? 0 : 1;
            out.append(text, 0, sign).append("0".repeat(missing));
            return out.append(text, sign, text.text().length()).build();
        }
        return out.append(" ".repeat(missing)).append(text).build();
    }
}
