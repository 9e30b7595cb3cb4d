package dev.scopestream.engine.template;

/** The methods of Python's str that fill it up to a width: center, ljust, rjust, zfill. */
final class StringPadding {
    private StringPadding() {}

    static Value justify(Str text, String name, CallArguments.Bound arguments) {
        Str fill = arguments.get(1).isPresent() ? arguments.text(1) : Str.of(" ");
        if (fill.length() != 1) {
            throw TemplateException.runtime("The fill character must be exactly one character long");
        }
        int width = arguments.integer(0, 0);
        int missing = Math.max(0, width - text.length());
        int left =
                switch (name) {
                    case "ljust" -> 0;
                    case "rjust" -> missing;
                    default -> missing / 2 + (missing & width & 1);
                };
        return pad(text, fill, left, missing - left);
    }

    private static Str pad(Str text, Str fill, int left, int right) {
        Str.Builder out = new Str.Builder();
        for (int i = 0; i < left; i++) {
            out.append(fill);
        }
        out.append(text);
        for (int i = 0; i < right; i++) {
            out.append(fill);
        }
        return out.build();
    }

    static Value zeros(Str text, int width) {
        boolean sign = text.text().startsWith("+") || text.text().startsWith("-");
        int from = sign ? 1 : 0;
        Str digits = text.substring(from, text.text().length());
        Str padded = pad(digits, Str.of("0"), Math.max(0, width - text.length()), 0);
        return new Str.Builder().append(text, 0, from).append(padded).build();
    }
}
