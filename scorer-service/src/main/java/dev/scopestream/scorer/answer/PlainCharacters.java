package dev.scopestream.scorer.answer;

/**
 * Characters with an ASCII equal: full-width forms, decimal digits of every script, minus signs, multiplication and
 * division signs, quotes, brackets, circled letters, mathematical letters. Superscripts and fractions stay.
 */
final class PlainCharacters {
    /** The character has no width and no meaning here. */
    static final int INVISIBLE = -1;

    private static final String[] FORMS = {
        // hyphens and minus signs; the em dash separates clauses and stays
        "-\u2010\u2011\u2012\u2013\u2212\ufe63\u02d7",
        "*\u00d7\u00b7\u22c5\u2217\u2219\u2715\u2716\u2a09",
        "/\u00f7\u2044\u2215\u29f8",
        "'\u2018\u2019\u201b\u02bc\u02b9\u2032\uff07",
        "\"\u201c\u201d\u201e\u201f\u00ab\u00bb",
        "[\u3010\u3014\u300c\u300e\u3016\u27e6",
        "]\u3011\u3015\u300d\u300f\u3017\u27e7",
        "(\u207d\ufe59\u2768",
        ")\u207e\ufe5a\u2769",
        "=\ufe66\u2261",
        "+\ufe62",
        ":\ufe55\u2236\ua789",
        ".\u3002\uff61",
        ",\u066c\u3001\ufe50\uff64",
        "%\u066a\ufe6a",
        "$\ufe69",
        "_\ufe4d\ufe4e\ufe4f",
        "<\u2039",
        ">\u203a",
    };

    private PlainCharacters() {}

    /** The ASCII equal of a character, {@link #INVISIBLE}, or the character itself. */
    static int map(int c) {
        if (c >= 0xff01 && c <= 0xff5e) {
            return c - 0xfee0;
        }
        int type = Character.getType(c);
        if (type == Character.DECIMAL_DIGIT_NUMBER) {
            return '0' + Character.digit(c, 10);
        }
        if (type == Character.FORMAT) {
            return INVISIBLE;
        }
        if (c >= 0xfe00 && c <= 0xfe0f) {
            return INVISIBLE;
        }
        if (c == 0x66b) {
            return '.';
        }
        if (c >= 0x24b6 && c <= 0x24e9) {
            return 'A' + (c - 0x24b6) % 26;
        }
        if (c >= 0x249c && c <= 0x24b5) {
            return 'A' + (c - 0x249c);
        }
        if (c >= 0x1d400 && c <= 0x1d6a3) {
            int letter = (c - 0x1d400) % 52;
            return letter < 26 ? 'A' + letter : 'a' + letter - 26;
        }
        return c <= 0xffff ? form((char) c) : c;
    }

    private static int form(char c) {
        for (String form : FORMS) {
            if (form.indexOf(c, 1) > 0) {
                return form.charAt(0);
            }
        }
        return c;
    }
}
