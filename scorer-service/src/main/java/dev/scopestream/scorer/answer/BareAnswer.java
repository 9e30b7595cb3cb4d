package dev.scopestream.scorer.answer;

import java.util.Optional;

/** An answer without any phrase: the whole part is the answer, with its unit or its option's text. */
final class BareAnswer {
    private static final int MOST_NUMBER = 60;
    private static final int MOST_CHOICE = 240;
    private static final String TRAIL = ".*_`)]}$%!\"'|>";

    private BareAnswer() {}

    static Optional<ReadAnswer> read(AnswerReader.Kind kind, String text, int start, int end) {
        int from = start;
        while (from < end && Spaces.isSpace(text.charAt(from))) {
            from++;
        }
        int to = end;
        while (to > from && (Spaces.isSpace(text.charAt(to - 1)) || TRAIL.indexOf(text.charAt(to - 1)) >= 0)) {
            to--;
        }
        boolean number = kind == AnswerReader.Kind.NUMBER;
        if (to <= from || to - from > (number ? MOST_NUMBER : MOST_CHOICE)) {
            return Optional.empty();
        }
        int behind = to;
        return AnswerReader.at(kind, text, from, end)
                .filter(found -> found.end() >= behind
                        || (number ? isUnit(text, found.end(), behind) : isOptionText(text, found.end(), behind)));
    }

    /** {@code 18 apples}: nothing but a unit. */
    private static boolean isUnit(String text, int from, int to) {
        Scan scan = new Scan(text, from, to);
        Markup.close(scan);
        if (scan.blanks() == 0 && !scan.isLetter(0)) {
            return scan.at() >= to;
        }
        Markup.unit(scan);
        return scan.at() >= to;
    }

    /** {@code (B) library}, {@code B - library}, {@code B is the correct answer}: on the same line. */
    private static boolean isOptionText(String text, int letterEnd, int to) {
        String rest = text.substring(letterEnd, to);
        if (rest.indexOf('\n') >= 0) {
            return false;
        }
        if (").]:".indexOf(rest.charAt(0)) >= 0 || rest.startsWith(" - ") || rest.startsWith(" \u2014 ")) {
            return !rest.contains(" is incorrect") && !rest.contains(" is wrong") && !rest.contains(" is not ");
        }
        Scan scan = new Scan(rest, 0, rest.length());
        scan.blanks();
        if (!scan.takeWords("is")) {
            return false;
        }
        scan.blanks();
        scan.takeWords("the");
        scan.blanks();
        return scan.takeWords("correct")
                || scan.takeWords("right")
                || scan.takeWords("best")
                || scan.takeWords("answer");
    }
}
