package dev.scopestream.engine.template;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Filters that give strings. What they get as their input becomes a string first, where Jinja2 makes it one. */
final class StringFilters {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_]+");
    private static final Pattern TITLE_BREAKS = Pattern.compile("(?<=[-({\\[<]|\\s)(?![-({\\[<]|\\s)");

    private StringFilters() {}

    static Map<String, Filter> all() {
        return Map.ofEntries(
                Map.entry("trim", (v, a, o) -> method(v, "strip", a.bind("trim", 0, "chars"))),
                Map.entry("upper", (v, a, o) -> method(v, "upper", a.bind("upper", 0))),
                Map.entry("lower", (v, a, o) -> method(v, "lower", a.bind("lower", 0))),
                Map.entry("capitalize", (v, a, o) -> method(v, "capitalize", a.bind("capitalize", 0))),
                Map.entry("title", (v, a, o) -> title(soft(v), a.bind("title", 0))),
                Map.entry("center", (v, a, o) -> center(v, a.bind("center", 0, "width"))),
                Map.entry("string", (v, a, o) -> string(v, a.bind("string", 0))),
                Map.entry("replace", (v, a, o) -> replace(v, a.bind("replace", 2, "old", "new", "count"))),
                Map.entry("format", (v, a, o) -> format(v, a)),
                Map.entry("indent", (v, a, o) -> indent(v, a.bind("indent", 0, "width", "first", "blank"))),
                Map.entry("truncate", (v, a, o) -> truncate(v, a)),
                Map.entry(
                        "wordcount",
                        (v, a, o) -> Value.Int.of(
                                WORD.matcher(soft(v).text()).results().count())),
                Map.entry("escape", (v, a, o) -> Operators.escape(soft(v))),
                Map.entry("e", (v, a, o) -> Operators.escape(soft(v))),
                Map.entry("safe", (v, a, o) -> soft(v).asMarkup(true)),
                Map.entry("tojson", (v, a, o) -> JsonFormat.filter(v, a)));
    }

    /** The value as a string; {@code Markup} stays what it is. */
    static Str soft(Value value) {
        return value instanceof Str text ? text : PythonRepr.str(value);
    }

    private static Value string(Value value, CallArguments.Bound none) {
        return none.values().isEmpty() ? soft(value) : value;
    }

    private static Value method(Value value, String name, CallArguments.Bound arguments) {
        List<Value> given = arguments.values().stream().flatMap(v -> v.stream()).toList();
        return StringMethods.call(soft(value), name, new CallArguments(given, Map.of()));
    }

    /** Each word's first letter in upper case and the rest in lower case; words begin after white space and an opening bracket or hyphen. */
    private static Value title(Str text, CallArguments.Bound none) {
        if (!none.values().isEmpty() || text.text().isEmpty()) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        for (String part : TITLE_BREAKS.split(text.text(), -1)) {
            int at = 0;
            while (at < part.length() && isBreak(part.charAt(at))) {
                at++;
            }
            out.append(part, 0, at);
            if (at < part.length()) {
                int first = Character.charCount(part.codePointAt(at));
                out.append(part.substring(at, at + first).toUpperCase(Locale.ROOT));
                out.append(part.substring(at + first).toLowerCase(Locale.ROOT));
            }
        }
        return text.with(out.toString());
    }

    private static boolean isBreak(char c) {
        return "-({[<".indexOf(c) >= 0 || Whitespace.isSpace(c);
    }

    private static Value center(Value value, CallArguments.Bound arguments) {
        return StringMethods.call(
                soft(value), "center", new CallArguments(List.of(Value.Int.of(arguments.integer(0, 80))), Map.of()));
    }

    private static Value replace(Value value, CallArguments.Bound arguments) {
        return StringParts.replace(
                PythonRepr.str(value),
                PythonRepr.str(arguments.value(0)),
                PythonRepr.str(arguments.value(1)),
                arguments.absent(2) ? -1 : arguments.integer(2, -1));
    }

    private static Value format(Value value, CallArguments arguments) {
        if (!arguments.keywords().isEmpty() && !arguments.positional().isEmpty()) {
            throw TemplateException.runtime("can't handle positional and keyword arguments at the same time");
        }
        return PercentFormat.format(
                soft(value),
                arguments.keywords().isEmpty()
                        ? Seq.of(Seq.Kind.TUPLE, arguments.positional())
                        : DictMethods.create(arguments));
    }

    /** Indents every line but the first (with {@code first}: all) and but empty ones (with {@code blank}: all). */
    private static Value indent(Value value, CallArguments.Bound arguments) {
        if (!(value instanceof Str text)) {
            throw TemplateException.runtime("the filter 'indent' takes a string, not " + value.type());
        }
        if (text.markup()) {
            throw TemplateException.unsupported("indenting escaped text");
        }
        Str indention = arguments.value(0, Value.Int.of(4)) instanceof Str given
                ? given
                : Str.of(" ".repeat(Math.min(10_000, Math.max(0, arguments.integer(0, 4)))));
        Str all = new Str.Builder().append(text).append("\n").build();
        Str.Builder out = new Str.Builder();
        if (arguments.flag(1)) {
            out.append(indention);
        }
        boolean first = true;
        for (Value item : StringParts.lines(all, false).items()) {
            Str line = (Str) item;
            if (!first) {
                out.append("\n");
                if (arguments.flag(2) || !line.text().isEmpty()) {
                    out.append(indention);
                }
            }
            first = false;
            out.append(line);
        }
        return out.build();
    }

    private static Value truncate(Value value, CallArguments arguments) {
        CallArguments.Bound bound = arguments.bind("truncate", 0, "length", "killwords", "end", "leeway");
        int length = bound.integer(0, 255);
        Str end = bound.get(2).isPresent() ? bound.text(2) : Str.of("...");
        int leeway = bound.absent(3) ? 5 : bound.integer(3, 5);
        if (!(value instanceof Str text) || text.markup()) {
            throw TemplateException.runtime("the filter 'truncate' takes a string, not " + value.type());
        }
        if (length < end.length() || leeway < 0) {
            throw TemplateException.runtime("expected length >= " + end.length() + " and leeway >= 0");
        }
        if (text.length() <= (long) length + leeway) {
            return text;
        }
        Str kept = text.substring(0, text.index(length - end.length()));
        int space = bound.flag(1) ? -1 : kept.text().lastIndexOf(' ');
        return new Str.Builder()
                .append(kept, 0, space < 0 ? kept.text().length() : space)
                .append(end)
                .build();
    }
}
