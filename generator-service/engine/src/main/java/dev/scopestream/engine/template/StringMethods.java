package dev.scopestream.engine.template;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The methods of Python's str. */
final class StringMethods {
    private static final Set<String> NAMES = Set.of(
            "capitalize",
            "casefold",
            "center",
            "count",
            "encode",
            "endswith",
            "expandtabs",
            "find",
            "format",
            "format_map",
            "index",
            "isalnum",
            "isalpha",
            "isascii",
            "isdecimal",
            "isdigit",
            "isidentifier",
            "islower",
            "isnumeric",
            "isprintable",
            "isspace",
            "istitle",
            "isupper",
            "join",
            "ljust",
            "lower",
            "lstrip",
            "maketrans",
            "partition",
            "removeprefix",
            "removesuffix",
            "replace",
            "rfind",
            "rindex",
            "rjust",
            "rpartition",
            "rsplit",
            "rstrip",
            "split",
            "splitlines",
            "startswith",
            "strip",
            "swapcase",
            "title",
            "translate",
            "upper",
            "zfill");
    /** Methods whose arguments Python's Markup escapes. */
    private static final Set<String> ESCAPING =
            Set.of("join", "replace", "format", "format_map", "partition", "rpartition");

    private StringMethods() {}

    static boolean has(String name) {
        return NAMES.contains(name);
    }

    static Value call(Str text, String name, CallArguments arguments) {
        if (!text.markup()) {
            return apply(text, name, arguments);
        }
        if (ESCAPING.contains(name)) {
            throw TemplateException.unsupported("the method '" + name + "' of escaped text");
        }
        Value result = apply(text.asMarkup(false), name, arguments);
        if (result instanceof Str string) {
            return string.asMarkup(true);
        }
        if (result instanceof Seq seq) {
            return Seq.of(
                    seq.kind(),
                    seq.items().stream()
                            .map(i -> (Value) ((Str) i).asMarkup(true))
                            .toList());
        }
        return result;
    }

    private static Value apply(Str s, String name, CallArguments a) {
        return switch (name) {
            case "strip", "lstrip", "rstrip" -> strip(s, name, a.positional(name, 0, "chars"));
            case "split", "rsplit" -> split(s, name, a.bind(name, 0, "sep", "maxsplit"));
            case "splitlines" ->
                StringParts.lines(s, a.bind(name, 0, "keepends").flag(0));
            case "replace" -> {
                CallArguments.Bound b = a.positional(name, 2, "old", "new", "count");
                yield StringParts.replace(s, b.text(0), b.text(1), b.integer(2, -1));
            }
            case "join" -> join(s, a.positional(name, 1, "iterable"));
            case "removeprefix", "removesuffix" ->
                remove(s, name, a.positional(name, 1, "prefix").text(0));
            case "partition", "rpartition" -> {
                Str separator = a.positional(name, 1, "sep").text(0);
                yield StringParts.partition(s, separator, name.charAt(0) == 'r');
            }
            case "startswith", "endswith", "find", "rfind", "index", "rindex", "count" ->
                StringSearch.call(s, name, a.positional(name, 1, "sub", "start", "end"));
            case "lower" -> changed(s, s.text().toLowerCase(Locale.ROOT), name, a);
            case "upper" -> changed(s, s.text().toUpperCase(Locale.ROOT), name, a);
            case "capitalize" -> changed(s, Characters.capitalize(s.text()), name, a);
            case "title" -> changed(s, Characters.title(s.text()), name, a);
            case "center", "ljust", "rjust" ->
                StringPadding.justify(s, name, a.positional(name, 1, "width", "fillchar"));
            case "zfill" ->
                StringPadding.zeros(s, a.positional(name, 1, "width").integer(0, 0));
            case "format" -> BraceFormat.format(s, a);
            default -> {
                a.positional(name, 0);
                yield Value.Bool.of(Characters.is(name, s.text()));
            }
        };
    }

    private static Str changed(Str text, String result, String name, CallArguments none) {
        none.positional(name, 0);
        return result.equals(text.text()) ? text : text.with(result);
    }

    private static Value strip(Str text, String name, CallArguments.Bound arguments) {
        boolean left = !name.equals("rstrip");
        boolean right = !name.equals("lstrip");
        return arguments.absent(0)
                ? StringParts.strip(text, left, right)
                : StringParts.strip(text, arguments.text(0).text(), left, right);
    }

    private static Value split(Str text, String name, CallArguments.Bound arguments) {
        int most = arguments.integer(1, -1);
        boolean fromRight = name.charAt(0) == 'r';
        List<Value> parts = arguments.absent(0)
                ? StringParts.words(text, most, fromRight)
                : StringParts.split(text, arguments.text(0), most, fromRight);
        return Seq.list(parts);
    }

    private static Value join(Str separator, CallArguments.Bound arguments) {
        List<Value> items = PythonBuiltins.list(arguments.value(0));
        for (int i = 0; i < items.size(); i++) {
            if (!(items.get(i) instanceof Str item)) {
                throw TemplateException.runtime("sequence item " + i + ": expected str instance, "
                        + items.get(i).type() + " found");
            }
            if (item.markup()) {
                throw TemplateException.unsupported("joining escaped text");
            }
        }
        return StringParts.join(separator, items);
    }

    private static Value remove(Str text, String name, Str part) {
        int length = part.text().length();
        if (name.equals("removeprefix")) {
            return text.text().startsWith(part.text())
                    ? text.substring(length, text.text().length())
                    : text;
        }
        return length > 0 && text.text().endsWith(part.text())
                ? text.substring(0, text.text().length() - length)
                : text;
    }
}
