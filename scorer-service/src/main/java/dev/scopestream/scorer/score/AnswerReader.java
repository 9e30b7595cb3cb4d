package dev.scopestream.scorer.score;

import java.util.Optional;

/** Finds the answer in one labelled part of a text. */
final class AnswerReader {
    private static final String BOXED = "\\boxed{";
    private static final String GOLD = "####";
    /** An answer without any phrase around it is at most so long. */
    private static final int BARE = 60;

    private final Kind kind;

    AnswerReader(Kind kind) {
        this.kind = kind;
    }

    /** What an answer is. */
    enum Kind {
        NUMBER,
        CHOICE
    }

    /**
     * The first readable one behind "answer is" (or "answer:", "answer ="), else the last boxed one, else what follows
     * {@code ####}, else the part itself when it is nothing but an answer.
     */
    Optional<Found> read(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c == 'a' || c == 'A') {
                int from = behindPhrase(text, i, end);
                if (from >= 0) {
                    Optional<Found> found = direct(text, from, end);
                    if (found.isPresent()) {
                        return found;
                    }
                    i = from - 1;
                }
            }
        }
        return marked(text, BOXED, start, end)
                .or(() -> marked(text, GOLD, start, end))
                .or(() -> bare(text, start, end));
    }

    /** The answer that a reference states: a published GSM8K solution ends in {@code #### 18}; others are the answer. */
    Optional<Found> gold(String answer) {
        int mark = answer.lastIndexOf(GOLD);
        return at(answer, mark < 0 ? 0 : mark + GOLD.length(), answer.length());
    }

    private Optional<Found> direct(String text, int from, int end) {
        Optional<Found> found = at(text, from, end);
        return found.isEmpty() && kind == Kind.CHOICE ? ChoiceReader.onLine(text, from, end) : found;
    }

    private Optional<Found> at(String text, int from, int end) {
        return kind == Kind.NUMBER ? NumberReader.read(text, from, end) : ChoiceReader.read(text, from, end);
    }

    private static int behindPhrase(String text, int at, int end) {
        if (!text.regionMatches(true, at, "answer", 0, 6)) {
            return -1;
        }
        int next = at + 6;
        while (next < end && next < at + 12 && " *_".indexOf(text.charAt(next)) >= 0) {
            next++;
        }
        if (next >= end) {
            return -1;
        }
        char c = text.charAt(next);
        if (c == ':' || c == '=') {
            return next + 1;
        }
        boolean is = next > at + 6 && next + 2 < end && text.regionMatches(true, next, "is", 0, 2);
        return is && !Character.isLetterOrDigit(text.charAt(next + 2)) ? next + 2 : -1;
    }

    private Optional<Found> marked(String text, String mark, int start, int end) {
        for (int i = end - mark.length(); i >= start; i--) {
            if (text.startsWith(mark, i)) {
                return at(text, i + mark.length(), end);
            }
        }
        return Optional.empty();
    }

    private Optional<Found> bare(String text, int start, int end) {
        int from = PythonText.skipSpace(text, start);
        int to = end;
        while (to > from
                && (PythonText.isSpace(text.charAt(to - 1)) || ".*_`)]}$%".indexOf(text.charAt(to - 1)) >= 0)) {
            to--;
        }
        if (to <= from || to - from > BARE) {
            return Optional.empty();
        }
        Optional<Found> found = at(text, from, end);
        return found.isEmpty()
                        || found.get().end() >= to
                        || optionWithText(text, found.get().end(), to)
                ? found
                : Optional.empty();
    }

    /** {@code (B) library}: an option's letter, closed, with the option's text behind it on the same line. */
    private boolean optionWithText(String text, int letterEnd, int to) {
        return kind == Kind.CHOICE
                && ").]:".indexOf(text.charAt(letterEnd)) >= 0
                && text.substring(letterEnd, to).indexOf('\n') < 0;
    }
}
