package dev.scopestream.engine.template;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Python's {@code json.dumps}.
 *
 * @param ascii whether to escape what isn't ASCII
 * @param indent what each level is indented by; null: all on one line
 */
record JsonFormat(boolean ascii, String indent, String itemSeparator, String keySeparator, boolean sorted) {

    /** The filter {@code tojson} as transformers defines it. */
    static Str filter(Value value, CallArguments arguments) {
        CallArguments.Bound given = arguments.bind("tojson", 0, "ensure_ascii", "indent", "separators", "sort_keys");
        String indent = null;
        if (!given.absent(1)) {
            indent = given.value(1) instanceof Str text
                    ? text.text()
                    : " ".repeat(Math.min(1000, Math.max(0, given.integer(1, 0))));
        }
        String items = indent == null ? ", " : ",";
        String keys = ": ";
        if (!given.absent(2)) {
            List<Value> separators = PythonBuiltins.list(given.value(2));
            if (separators.size() != 2
                    || !(separators.get(0) instanceof Str first)
                    || !(separators.get(1) instanceof Str second)) {
                throw TemplateException.runtime("separators must be two strings");
            }
            items = first.text();
            keys = second.text();
        }
        Str.Builder out = new Str.Builder();
        new JsonFormat(given.flag(0), indent, items, keys, given.flag(3)).write(value, 0, out);
        return out.build();
    }

    private void write(Value value, int level, Str.Builder out) {
        if (value instanceof Str text) {
            out.append(text.asMarkup(false).with(quote(text.text())));
        } else if (value instanceof Dict dict) {
            object(dict, level, out);
        } else if (value instanceof Seq seq && (seq.isTuple() || seq.kind() == Seq.Kind.LIST)) {
            boolean first = true;
            out.append("[");
            for (Value item : seq.items()) {
                between(first, level + 1, out);
                first = false;
                write(item, level + 1, out);
            }
            close(first, level, "]", out);
        } else {
            out.append(scalar(value));
        }
    }

    private void object(Dict dict, int level, Str.Builder out) {
        List<Dict.Entry> entries = new ArrayList<>(dict.entries());
        if (sorted) {
            entries.sort(Comparator.comparing(Dict.Entry::key, PythonComparison::compare));
        }
        boolean first = true;
        out.append("{");
        for (Dict.Entry entry : entries) {
            between(first, level + 1, out);
            first = false;
            Value key = entry.key();
            if (key instanceof Str text) {
                out.append(text.asMarkup(false).with(quote(text.text())));
            } else {
                out.append("\"").append(scalar(key)).append("\"");
            }
            out.append(keySeparator);
            write(entry.value(), level + 1, out);
        }
        close(first, level, "}", out);
    }

    private void between(boolean first, int level, Str.Builder out) {
        out.append(first ? "" : itemSeparator);
        if (indent != null) {
            out.append("\n").append(indent.repeat(level));
        }
    }

    private void close(boolean empty, int level, String bracket, Str.Builder out) {
        if (!empty && indent != null) {
            out.append("\n").append(indent.repeat(level));
        }
        out.append(bracket);
    }

    private static String scalar(Value value) {
        if (value instanceof Value.None) {
            return "null";
        }
        if (value instanceof Value.Bool bool) {
            return bool.value() ? "true" : "false";
        }
        if (value instanceof Value.Int integer) {
            return integer.value().toString();
        }
        if (value instanceof Value.Real real) {
            return switch (FloatText.repr(real.value())) {
                case "nan" -> "NaN";
                case "inf" -> "Infinity";
                case "-inf" -> "-Infinity";
                default -> FloatText.repr(real.value());
            };
        }
        throw TemplateException.runtime("Object of type " + value.type() + " is not JSON serializable");
    }

    private String quote(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\f' -> out.append("\\f");
                case '\b' -> out.append("\\b");
                default -> {
                    if (c < ' ' || (ascii && c > '~')) {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }
}
