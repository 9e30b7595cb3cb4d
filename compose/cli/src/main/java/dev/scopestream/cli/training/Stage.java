package dev.scopestream.cli.training;

import java.util.EnumSet;
import java.util.List;

/**
 * A part of the curriculum.
 *
 * @param lowest fewest questions of a document
 * @param highest most questions of a document
 * @param tokens of a step
 * @param references share of questions that refer to an earlier answer
 * @param last the next stage begins when this kind of token, and all before it, are right
 */
record Stage(int lowest, int highest, int tokens, double references, TokenKind last) {
    private static final double LEARNT = 0.95;

    /** From short to long. Copies are learnt only where there are few questions, by a rule that is learnt anew with more. */
    static final List<Stage> ALL = List.of(
            new Stage(2, 4, 2048, 0.4, TokenKind.SECOND_OPERAND),
            new Stage(3, 12, 2048, 0.5, TokenKind.OWN_LABEL),
            new Stage(4, 36, 4096, 0.4, TokenKind.OTHER));

    /** Whether the next one can begin. */
    boolean learnt(Hits hits) {
        boolean sums = last.compareTo(TokenKind.LABEL) < 0 || hits.share(TokenKind.RESULT) >= LEARNT;
        return sums
                && EnumSet.range(TokenKind.FIRST_OPERAND, last).stream().allMatch(kind -> hits.share(kind) >= LEARNT);
    }
}
