package dev.scopestream.engine.template;

import java.util.List;

/** Python's {@code str} and {@code repr}. */
final class PythonRepr {
    private PythonRepr() {}

    /** As {@code str(value)}, which is also how a template prints it. */
    static Str str(Value value) {
        if (value instanceof Str string) {
            return string.asMarkup(false);
        }
        if (value instanceof Value.Undefined) {
            return Str.EMPTY;
        }
        return repr(value);
    }

    static Str repr(Value value) {
        Str.Builder out = new Str.Builder();
        repr(value, out);
        return out.build();
    }

    private static void repr(Value value, Str.Builder out) {
        if (value instanceof Str string) {
            if (string.markup()) {
                throw TemplateException.unsupported("printing a collection with escaped text");
            }
            out.append(string.with(quote(string.text())));
        } else if (value instanceof Value.Bool bool) {
            out.append(bool.value() ? "True" : "False");
        } else if (value instanceof Value.Int integer) {
            out.append(integer.value().toString());
        } else if (value instanceof Value.Real real) {
            out.append(FloatText.repr(real.value()));
        } else if (value instanceof Value.None) {
            out.append("None");
        } else if (value instanceof Value.Undefined) {
            out.append("Undefined");
        } else if (value instanceof Seq seq) {
            sequence(seq, out);
        } else if (value instanceof Dict dict) {
            out.append("{");
            boolean first = true;
            for (Dict.Entry entry : dict.entries()) {
                out.append(first ? "" : ", ");
                first = false;
                repr(entry.key(), out);
                out.append(": ");
                repr(entry.value(), out);
            }
            out.append("}");
        } else {
            // Python prints an address or internals
            throw TemplateException.unsupported("printing a " + value.type());
        }
    }

    private static void sequence(Seq seq, Str.Builder out) {
        switch (seq.kind()) {
            case LIST -> items(seq.items(), "[", "]", out);
            case TUPLE, GROUP -> items(seq.items(), "(", seq.items().size() == 1 ? ",)" : ")", out);
            case ITEMS, KEYS, VALUES -> items(seq.items(), seq.type() + "([", "])", out);
            case RANGE -> throw TemplateException.unsupported("printing a range");
        }
    }

    private static void items(List<Value> items, String open, String close, Str.Builder out) {
        out.append(open);
        boolean first = true;
        for (Value item : items) {
            out.append(first ? "" : ", ");
            first = false;
            repr(item, out);
        }
        out.append(close);
    }

    private static String quote(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder out = new StringBuilder(text.length() + 2).append(quote);
        text.codePoints().forEach(c -> {
            if (c == quote || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c == '\n' || c == '\r' || c == '\t') {
                out.append('\\').append(c == '\n' ? 'n' : c == '\r' ? 'r' : 't');
            } else if (isPrintable(c)) {
                out.appendCodePoint(c);
            } else {
                out.append(String.format(c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c));
            }
        });
        return out.append(quote).toString();
    }

    static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }
}
