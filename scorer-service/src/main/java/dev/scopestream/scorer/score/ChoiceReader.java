package dev.scopestream.scorer.score;

import java.util.Optional;

/** Options of a multiple-choice question: (A), A, A., **A**, [A], \boxed{A}, option A, (A) with its text. */
final class ChoiceReader {
    private ChoiceReader() {}

    /** The option that starts at {@code from}, decoration skipped; empty when something else stands there. */
    static Optional<Found> read(String text, int from, int limit) {
        int at = Decoration.beforeChoice(text, from, limit);
        boolean bracket = at < limit && (text.charAt(at) == '(' || text.charAt(at) == '[');
        while (bracket && at < limit && "([*_ ".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        if (at >= limit || !isOption(text.charAt(at))) {
            return Optional.empty();
        }
        char letter = text.charAt(at);
        char after = at + 1 < limit ? text.charAt(at + 1) : '\n';
        boolean stands = bracket ? ")]*_.:,;".indexOf(after) >= 0 : standsAlone(text, at, after, limit);
        if (!stands) {
            return Optional.empty();
        }
        return Optional.of(new Found(String.valueOf(Character.toUpperCase(letter)), at + 1));
    }

    /**
     * The one bracketed option on the rest of a line, for answers that name the option's text first:
     * {@code The answer is "bank" (A).}; empty when there is none, or more than one.
     */
    static Optional<Found> onLine(String text, int from, int limit) {
        Found found = null;
        int end = Math.min(limit, from + Decoration.REACH);
        for (int i = from; i + 2 < end && text.charAt(i) != '\n'; i++) {
            char letter = text.charAt(i + 1);
            if (text.charAt(i) == '(' && text.charAt(i + 2) == ')' && letter >= 'A' && letter <= 'Z') {
                String value = String.valueOf(letter);
                if (found != null && !found.value().equals(value)) {
                    return Optional.empty();
                }
                found = new Found(value, i + 3);
            }
        }
        return Optional.ofNullable(found);
    }

    private static boolean isOption(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    /** A capital before anything but a word's next letter ("I think" is a word), a small letter only before an end. */
    private static boolean standsAlone(String text, int at, char after, int limit) {
        if (!Character.isUpperCase(text.charAt(at))) {
            return ").]:\n\r*".indexOf(after) >= 0;
        }
        boolean word = Character.isLetterOrDigit(after) || after == '\'' || after == '\u2019';
        boolean spaced = after == ' ' && at + 2 < limit && Character.isLetter(text.charAt(at + 2));
        return !word && !(spaced && text.charAt(at) == 'I');
    }
}
