package dev.scopestream.scorer.answer;

import java.util.List;
import java.util.Optional;

/** Options of a multiple-choice question: (A), A, A., **A**, [A], \boxed{A}, option A, (A) with its text. */
final class ChoiceReader {
    /** Two options, or the options that it isn't: no letter that follows is the answer by itself. */
    private static final List<String> UNDECIDED = List.of("neither", "either", "both", "between", "not");

    private ChoiceReader() {}

    /**
     * The option that starts at {@code from}, decoration skipped; empty when something else stands there, or another
     * option beside it.
     */
    static Optional<ReadAnswer> read(String text, int from, int limit) {
        int start = Decoration.beforeChoice(text, from, limit);
        Scan scan = new Scan(text, start, limit);
        if (scan.takeWords("not")) {
            return corrected(scan);
        }
        Optional<ReadAnswer> option = Option.at(text, start, limit, Decoration.isNamed(text, from, start));
        return option.filter(o -> !ChoiceHedge.follows(text, o, limit));
    }

    /** As {@link #read}, else the one bracketed option on the rest of the line. */
    static Optional<ReadAnswer> readOrNamed(String text, int from, int limit) {
        int start = Decoration.beforeChoice(text, from, limit);
        Scan scan = new Scan(text, start, limit);
        boolean undecided = UNDECIDED.stream().anyMatch(scan::takeWords);
        boolean hedged = !undecided
                && Option.at(text, start, limit, Decoration.isNamed(text, from, start))
                        .isPresent();
        Optional<ReadAnswer> option = read(text, from, limit);
        return option.isPresent() || undecided || hedged ? option : onLine(text, from, limit);
    }

    /** {@code not A but B}. */
    private static Optional<ReadAnswer> corrected(Scan scan) {
        String text = scan.text();
        int start = Decoration.beforeChoice(text, scan.at(), scan.limit());
        Optional<ReadAnswer> denied = Option.at(text, start, scan.limit(), Decoration.isNamed(text, scan.at(), start));
        int end = Math.min(scan.limit(), scan.at() + Decoration.REACH);
        for (int i = denied.map(ReadAnswer::end).orElse(scan.at()); i < end && text.charAt(i) != '\n'; i++) {
            scan.moveTo(i);
            if (!Character.isLetter(scan.peek(-1)) && scan.takeWords("but")) {
                scan.blanks();
                if (!scan.takeWords("rather")) {
                    scan.takeWords("instead");
                }
                return read(text, scan.at(), scan.limit());
            }
        }
        return Optional.empty();
    }

    /**
     * The one bracketed option on the rest of a line, for answers that name the option's text first:
     * {@code The answer is "bank" (A).}; empty when there is none, or more than one. Options behind "not" don't count.
     */
    static Optional<ReadAnswer> onLine(String text, int from, int limit) {
        ReadAnswer found = null;
        boolean denied = false;
        Scan scan = new Scan(text, from, Math.min(limit, from + Decoration.REACH));
        while (scan.peek() != Scan.END && scan.peek() != '\n') {
            if (scan.isLetter(0)) {
                String word = scan.word();
                denied = ChoiceHedge.isDenial(word) || (denied && !word.equalsIgnoreCase("but"));
                continue;
            }
            char letter = scan.peek(1);
            if (scan.peek() == '(' && scan.peek(2) == ')' && letter >= 'A' && letter <= 'Z' && !denied) {
                String value = String.valueOf(letter);
                if (found != null && !found.value().equals(value)) {
                    return Optional.empty();
                }
                found = new ReadAnswer(value, scan.at() + 3);
            }
            scan.skip(1);
        }
        return Optional.ofNullable(found);
    }
}
