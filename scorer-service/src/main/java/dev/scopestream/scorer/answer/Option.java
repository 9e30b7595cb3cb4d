package dev.scopestream.scorer.answer;

import java.util.Optional;

/** One option's letter, in brackets or on its own. */
final class Option {
    private Option() {}

    /**
     * The option at an index, or empty.
     *
     * @param named whether "option" or alike stands before it: then a small letter is one anywhere
     */
    static Optional<ReadAnswer> at(String text, int index, int limit, boolean named) {
        int at = index;
        boolean bracket = at < limit && (text.charAt(at) == '(' || text.charAt(at) == '[');
        while (bracket && at < limit && "([*_ ".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        if (at >= limit || !isLetter(text.charAt(at))) {
            return Optional.empty();
        }
        char letter = text.charAt(at);
        char after = at + 1 < limit ? text.charAt(at + 1) : '\n';
        boolean stands = bracket ? ")]*_.:,;/".indexOf(after) >= 0 : standsAlone(text, at, after, limit, named);
        return stands
                ? Optional.of(new ReadAnswer(String.valueOf(Character.toUpperCase(letter)), at + 1))
                : Optional.empty();
    }

    /** Whether the option at an index is in brackets. */
    static boolean isBracketed(String text, int index, int limit) {
        return index < limit && (text.charAt(index) == '(' || text.charAt(index) == '[');
    }

    private static boolean isLetter(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    /** A capital before anything but a word's next letter ("I think" is a word), a small letter only before an end. */
    private static boolean standsAlone(String text, int at, char after, int limit, boolean named) {
        boolean word = Character.isLetterOrDigit(after) || after == '\'' || after == '\u2019';
        if (!Character.isUpperCase(text.charAt(at))) {
            return named ? !word : ").]:\n\r*".indexOf(after) >= 0;
        }
        boolean spaced = after == ' ' && at + 2 < limit && Character.isLetter(text.charAt(at + 2));
        return !word && !(spaced && text.charAt(at) == 'I');
    }
}
