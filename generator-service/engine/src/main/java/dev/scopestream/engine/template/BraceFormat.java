package dev.scopestream.engine.template;

import java.util.Optional;

/** Python's {@code str.format} with fields {@code {}}, {@code {0}}, {@code {name}}, and {@code !s} and {@code !r} in them. */
final class BraceFormat {
    private final String format;
    private final Str source;
    private final CallArguments arguments;
    private final Str.Builder out = new Str.Builder();
    private int automatic;
    private boolean manual;

    private BraceFormat(Str source, CallArguments arguments) {
        this.source = source;
        this.format = source.text();
        this.arguments = arguments;
    }

    static Str format(Str format, CallArguments arguments) {
        return new BraceFormat(format, arguments).run();
    }

    private Str run() {
        int at = 0;
        while (at < format.length()) {
            char c = format.charAt(at);
            boolean doubled = at + 1 < format.length() && format.charAt(at + 1) == c;
            if (c != '{' && c != '}') {
                out.append(source, at, at + 1);
                at++;
            } else if (doubled) {
                out.append(source, at, at + 1);
                at += 2;
            } else {
                int end = format.indexOf('}', at);
                if (c == '}' || end < 0) {
                    throw TemplateException.runtime("Single '" + c + "' encountered in format string");
                }
                field(format.substring(at + 1, end));
                at = end + 1;
            }
        }
        return out.build();
    }

    private void field(String field) {
        if (field.indexOf(':') >= 0 || field.indexOf('.') >= 0 || field.indexOf('[') >= 0 || field.indexOf('{') >= 0) {
            throw TemplateException.unsupported("the format field '{" + field + "}'");
        }
        int conversion = field.indexOf('!');
        String name = conversion < 0 ? field : field.substring(0, conversion);
        String kind = conversion < 0 ? "s" : field.substring(conversion + 1);
        Value value = argument(name);
        if (kind.equals("r")) {
            out.append(PythonRepr.repr(value));
        } else if (kind.equals("s")) {
            out.append(PythonRepr.str(value));
        } else {
            throw TemplateException.unsupported("the conversion '!" + kind + "' of a format");
        }
    }

    private Value argument(String name) {
        boolean number = !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9');
        if (name.isEmpty() || number) {
            if (name.isEmpty() ? manual : automatic > 0) {
                throw TemplateException.runtime("cannot mix manual and automatic field numbering");
            }
            manual |= number;
            int index = number ? Integer.parseInt(name.substring(0, Math.min(9, name.length()))) : automatic++;
            if (index >= arguments.positional().size()) {
                throw TemplateException.runtime(
                        "Replacement index " + index + " out of range for positional args tuple");
            }
            return arguments.positional().get(index);
        }
        return Optional.ofNullable(arguments.keywords().get(name))
                .orElseThrow(() -> TemplateException.runtime("no argument '" + name + "' of a format"));
    }
}
