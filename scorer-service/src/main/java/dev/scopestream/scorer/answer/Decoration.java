package dev.scopestream.scorer.answer;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What stands between "answer is" and the answer itself: markup, currency, LaTeX, a variable's name, a few words. */
final class Decoration {
    /** Most characters between a phrase and its answer. */
    static final int REACH = 160;

    private static final Set<String> WORDS = words(
            "about approximately approx around roughly exactly only therefore thus"
                    + " so equal equals to just the a an total of us usd eur gbp inr jpy cny aud cad chf rs no option choice letter"
                    + " number x y n correct best right definitely clearly certainly probably likely indeed actually simply still");
    private static final Set<String> LATEX = words("boxed text textbf mathbf mathrm textit bf rm displaystyle left quad"
            + " fbox approx Large large mathit mathsf textrm big Big");
    private static final String MARKS = ":*_`\"'([{=~\u2248$#+<>|,\u2018\u2019";
    /** Words before a letter that make a small one an option too: "option b". */
    private static final Set<String> NAMES = Set.of("option", "choice", "letter");

    private Decoration() {}

    private static Set<String> words(String list) {
        return Arrays.stream(Pattern.compile(" ").split(list)).collect(Collectors.toUnmodifiableSet());
    }

    /** Where a number can begin: before its sign, its digits, a number word or LaTeX's {@code \frac}. */
    static int beforeNumber(String text, int from, int limit) {
        int reach = Math.min(limit, from + REACH);
        int at = from;
        while (at < reach) {
            char c = text.charAt(at);
            int next = c == '-' ? behindBullet(text, at, from, reach) : behind(text, at, reach);
            if (next == at || (Character.isLetter(c) && isWordQuantity(text, at, limit))) {
                return at;
            }
            at = next;
        }
        return at;
    }

    /** Where an option can begin: before its brackets, or a letter on its own. */
    static int beforeChoice(String text, int from, int limit) {
        int reach = Math.min(limit, from + REACH);
        int at = from;
        while (at < reach) {
            char c = text.charAt(at);
            boolean letter = Character.isLetter(c) && wordEnd(text, at, reach) - at < 2;
            if (c == '(' || c == '[' || letter) {
                return at;
            }
            int next = behind(text, at, reach);
            if (next == at) {
                return at;
            }
            boolean delimiter = c == '\\' && next == at + 1 && next < reach && "([".indexOf(text.charAt(next)) >= 0;
            at = delimiter ? next + 1 : next;
        }
        return at;
    }

    /** Whether the last word before an index is "option" or alike. */
    static boolean isNamed(String text, int from, int at) {
        int end = at;
        while (end > from && (Spaces.isSpace(text.charAt(end - 1)) || MARKS.indexOf(text.charAt(end - 1)) >= 0)) {
            end--;
        }
        int start = end;
        while (start > from && end - start < 8 && Character.isLetter(text.charAt(start - 1))) {
            start--;
        }
        return NAMES.contains(text.substring(start, end).toLowerCase(Locale.ROOT));
    }

    /** The index behind one piece of decoration; the same index where none stands. */
    private static int behind(String text, int at, int reach) {
        char c = text.charAt(at);
        if (c == '\\') {
            int end = wordEnd(text, at + 1, reach);
            return end == at + 1 || LATEX.contains(text.substring(at + 1, end)) ? end : at;
        }
        if (Spaces.isSpace(c) || MARKS.indexOf(c) >= 0 || Character.getType(c) == Character.CURRENCY_SYMBOL) {
            return at + 1;
        }
        if (!Character.isLetter(c)) {
            return at;
        }
        int end = wordEnd(text, at, reach);
        if (end - at == 1 && isVariable(text, end, reach)) {
            return end;
        }
        if (!WORDS.contains(text.substring(at, end).toLowerCase(Locale.ROOT))) {
            return at;
        }
        return end < reach && text.charAt(end) == '.' && end - at > 1 ? end + 1 : end;
    }

    /** A letter is a variable before an equals sign, and part of a currency before a dollar sign. */
    private static boolean isVariable(String text, int from, int reach) {
        int at = from;
        while (at < reach && text.charAt(at) == ' ') {
            at++;
        }
        return at < reach && (text.charAt(at) == '=' || text.charAt(from) == '$');
    }

    private static boolean isWordQuantity(String text, int at, int limit) {
        return WordQuantity.read(new Scan(text, at, Math.min(limit, at + REACH))) != null;
    }

    /** A dash is a sign unless it is the bullet of a list: first on its line and followed by a space. */
    private static int behindBullet(String text, int at, int from, int reach) {
        boolean spaceFollows = at + 1 < reach && Spaces.isSpace(text.charAt(at + 1));
        int before = at - 1;
        while (before >= from && text.charAt(before) == ' ') {
            before--;
        }
        return spaceFollows && before >= from && text.charAt(before) == '\n' ? at + 1 : at;
    }

    private static int wordEnd(String text, int from, int reach) {
        int end = from;
        while (end < reach && Character.isLetter(text.charAt(end))) {
            end++;
        }
        return end;
    }
}
