package dev.scopestream.scorer.score;

import java.util.Locale;
import java.util.Set;

/** What stands between "answer is" and the answer itself: markup, currency, LaTeX, a few words. */
final class Decoration {
    /** Nothing further than so many characters away counts as the answer of a phrase. */
    static final int REACH = 160;

    private static final Set<String> WORDS = Set.of(
            "about",
            "approximately",
            "around",
            "roughly",
            "exactly",
            "only",
            "therefore",
            "thus",
            "so",
            "equal",
            "equals",
            "to",
            "just",
            "the",
            "a",
            "total",
            "of",
            "us",
            "usd",
            "eur",
            "gbp",
            "rs",
            "option",
            "choice",
            "letter",
            "number",
            "x",
            "y",
            "n");
    private static final Set<String> LATEX = Set.of(
            "boxed",
            "text",
            "textbf",
            "mathbf",
            "mathrm",
            "bf",
            "rm",
            "displaystyle",
            "left",
            "quad",
            "fbox",
            "approx");

    private Decoration() {}

    /** @param fraction whether what follows are the two arguments of LaTeX's frac */
    record Skipped(int end, boolean negative, boolean fraction) {}

    static Skipped beforeNumber(String text, int from, int limit) {
        int reach = Math.min(limit, from + REACH);
        boolean negative = false;
        int at = from;
        while (at < reach) {
            char c = text.charAt(at);
            if (isMinus(c)) {
                negative = minusCounts(text, at, from, reach);
                at++;
            } else if (c == '\\') {
                String command = command(text, at, reach);
                at += 1 + command.length();
                if (command.endsWith("frac")) {
                    return new Skipped(at, negative, true);
                }
                if (!command.isEmpty() && !LATEX.contains(command)) {
                    return new Skipped(at, negative, false);
                }
            } else if (isMark(c) || Character.getType(c) == Character.CURRENCY_SYMBOL) {
                at++;
            } else if (Character.isLetter(c)) {
                int end = word(text, at, reach);
                if (!WORDS.contains(text.substring(at, end).toLowerCase(Locale.ROOT))) {
                    return new Skipped(at, negative, false);
                }
                at = end;
            } else {
                return new Skipped(at, negative, false);
            }
        }
        return new Skipped(at, negative, false);
    }

    /** Also stops before anything that could be an option's letter: its brackets, or a letter on its own. */
    static int beforeChoice(String text, int from, int limit) {
        int reach = Math.min(limit, from + REACH);
        int at = from;
        while (at < reach) {
            char c = text.charAt(at);
            if (c == '\\') {
                String command = command(text, at, reach);
                if (!command.isEmpty() && !LATEX.contains(command)) {
                    return at;
                }
                at += 1 + command.length();
                if (at < reach && (text.charAt(at) == '(' || text.charAt(at) == '[')) {
                    at++;
                }
            } else if (c == '(' || c == '[') {
                return at;
            } else if (isMark(c)) {
                at++;
            } else if (Character.isLetter(c)) {
                int end = word(text, at, reach);
                if (end - at < 2 || !WORDS.contains(text.substring(at, end).toLowerCase(Locale.ROOT))) {
                    return at;
                }
                at = end;
            } else {
                return at;
            }
        }
        return at;
    }

    private static boolean isMinus(char c) {
        return c == '-' || c == '\u2212' || c == '\u2013';
    }

    /** A dash is a sign unless it is the bullet of a list: first on its line and followed by a space. */
    private static boolean minusCounts(String text, int at, int from, int reach) {
        boolean spaceFollows = at + 1 < reach && PythonText.isSpace(text.charAt(at + 1));
        int before = at - 1;
        while (before >= from && text.charAt(before) == ' ') {
            before--;
        }
        return !(spaceFollows && before >= from && text.charAt(before) == '\n');
    }

    private static boolean isMark(char c) {
        return PythonText.isSpace(c) || ":*_`\"'\u201c\u201d\u2018\u2019([{=~\u2248$#+<>|,".indexOf(c) >= 0;
    }

    private static String command(String text, int backslash, int reach) {
        int end = word(text, backslash + 1, reach);
        return text.substring(backslash + 1, end);
    }

    private static int word(String text, int from, int reach) {
        int end = from;
        while (end < reach && Character.isLetter(text.charAt(end))) {
            end++;
        }
        return end;
    }
}
