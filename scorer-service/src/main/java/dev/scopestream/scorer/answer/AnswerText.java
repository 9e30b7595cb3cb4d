package dev.scopestream.scorer.answer;

/**
 * A model's text in the form that the readers of this package take: reasoning removed and every character that has an
 * ASCII equal replaced by it. Offsets of the result are its own; it may be shorter than the original. One pass each.
 */
public final class AnswerText {
    /** Markdown's escapes (CommonMark 0.31, section 2.4) that occur in answers; LaTeX uses none of these commands. */
    private static final String ESCAPED = "_*#-+.$%&~|>";

    private AnswerText() {}

    /** A generated text without its reasoning, in plain characters. */
    public static String ofPrediction(String text) {
        return Reasoning.remove(plain(text));
    }

    /** A text in plain characters, nothing removed but invisible characters and escapes. */
    public static String plain(String text) {
        int first = firstToReplace(text);
        if (first == text.length()) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length()).append(text, 0, first);
        for (int i = first; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            i += Character.charCount(codePoint);
            if (codePoint == '\\' && i < text.length()) {
                i = escape(text, i, plain);
            } else if (codePoint < 0x80) {
                plain.append((char) codePoint);
            } else {
                int mapped = PlainCharacters.map(codePoint);
                if (mapped != PlainCharacters.INVISIBLE) {
                    plain.appendCodePoint(mapped);
                }
            }
        }
        return plain.toString();
    }

    private static int firstToReplace(String text) {
        int i = 0;
        while (i < text.length() && text.charAt(i) < 0x80 && text.charAt(i) != '\\') {
            i++;
        }
        return i;
    }

    /** Appends what stands behind a backslash at {@code next - 1}; returns the index behind it. */
    private static int escape(String text, int next, StringBuilder plain) {
        char c = text.charAt(next);
        if (ESCAPED.indexOf(c) >= 0) {
            plain.append(c);
            return next + 1;
        }
        if (c == '!') {
            // LaTeX's negative thin space, as in 1,\!200
            return next + 1;
        }
        plain.append('\\');
        if (c == '\\') {
            plain.append(c);
            return next + 1;
        }
        return next;
    }
}
