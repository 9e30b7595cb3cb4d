package dev.scopestream.scorer.score;

import dev.scopestream.events.Answer;
import dev.scopestream.events.QuestionVerdict;
import dev.scopestream.scorer.answer.AnswerText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A procedure that is written down step by step, a line each (LongProc, arXiv 2501.05414): right when all of it is, with partial
 * credit for the steps before the first wrong one. Where it is a search for a solution, a right solution is all that counts, and
 * the search's steps are the partial credit. Linear in the prediction, of which no more is read than the expected procedure has.
 *
 * <p>The expected text is lines between a tag and its closing tag, or a search's lines and then equations between {@code
 * <Solution>} and {@code </Solution>}. Of the prediction the last such part counts; one that is cut off has its steps, and isn't
 * right. Blanks around a line and empty lines are passed over.
 */
final class ProcedureScorer {
    private static final String SEARCH = "# Search";
    private static final String SOLUTION = "Solution";

    private ProcedureScorer() {}

    /** A part of a text: its lines, and whether its end is there. */
    private record Part(List<String> lines, boolean closed) {
        private static final Part NONE = new Part(List.of(), false);

        /** The last part of this tag. */
        static Part tagged(String text, String tag, int mostLines) {
            String open = "<" + tag + ">";
            int start = text.lastIndexOf(open);
            if (start < 0) {
                return NONE;
            }
            int from = start + open.length();
            int end = text.indexOf("</" + tag + ">", from);
            return new Part(lines(text, from, end < 0 ? text.length() : end, mostLines), end >= 0);
        }

        /** The last search, up to its solution or the end. */
        static Part search(String text, int mostLines) {
            int start = text.lastIndexOf(SEARCH);
            if (start < 0) {
                return NONE;
            }
            int from = start + SEARCH.length();
            int end = text.indexOf("<" + SOLUTION + ">", from);
            return new Part(lines(text, from, end < 0 ? text.length() : end, mostLines), end >= 0);
        }

        private static List<String> lines(String text, int from, int end, int most) {
            List<String> lines = new ArrayList<>();
            for (int at = from; at < end && lines.size() < most; ) {
                int next = text.indexOf('\n', at);
                int until = next < 0 || next > end ? end : next;
                String line = text.substring(at, until).strip();
                if (!line.isEmpty()) {
                    lines.add(line);
                }
                at = until + 1;
            }
            return lines;
        }
    }

    /** @param answers the expected text */
    static DocumentScore score(List<Answer> answers, String prediction) {
        String expected = answers.isEmpty() ? "" : answers.get(0).answer();
        String found = AnswerText.ofPrediction(prediction);
        return expected.contains(SEARCH) ? search(expected, found) : steps(expected, found);
    }

    private static DocumentScore steps(String expected, String found) {
        String tag = tag(expected).orElse("");
        Part right = Part.tagged(expected, tag, Integer.MAX_VALUE);
        Part given = Part.tagged(found, tag, right.lines.size() + 1);
        return of(right, given, given.closed && given.lines.equals(right.lines));
    }

    private static DocumentScore search(String expected, String found) {
        Part right = Part.search(expected, Integer.MAX_VALUE);
        Part given = Part.search(found, right.lines.size() + 1);
        Part equations = Part.tagged(expected, SOLUTION, Integer.MAX_VALUE);
        Part solution = Part.tagged(found, SOLUTION, equations.lines.size() + 1);
        boolean solved =
                solution.closed && CountdownSolution.of(equations.lines).isSolvedBy(solution.lines);
        return of(right, given, solved);
    }

    /** The expected text's first tag. */
    private static Optional<String> tag(String expected) {
        int open = expected.indexOf('<');
        int close = expected.indexOf('>', open + 1);
        return open >= 0 && close > open ? Optional.of(expected.substring(open + 1, close)) : Optional.empty();
    }

    private static DocumentScore of(Part right, Part given, boolean whole) {
        int steps = right.lines.size();
        int good = 0;
        while (good < Math.min(steps, given.lines.size())
                && given.lines.get(good).equals(right.lines.get(good))) {
            good++;
        }
        String wanted = good < steps ? right.lines.get(good) : "";
        String wrote = good < given.lines.size() ? given.lines.get(good) : null;
        QuestionVerdict verdict = new QuestionVerdict(
                good + 1,
                QuestionScorer.quote(wanted),
                QuestionScorer.quote(wrote),
                whole,
                QuestionScorer.quote(wrote),
                whole);
        int outOf = Math.max(1, steps);
        return new DocumentScore(
                List.of(verdict), outOf, whole ? outOf : 0, whole ? outOf : good, given.lines.isEmpty() ? 1 : 0, 0, 0);
    }
}
