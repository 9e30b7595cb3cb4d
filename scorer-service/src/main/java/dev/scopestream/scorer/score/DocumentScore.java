package dev.scopestream.scorer.score;

import dev.scopestream.events.QuestionVerdict;
import java.util.List;

/**
 * One document by both scorers.
 *
 * @param questions in the reference's order
 * @param outOf what would be a full score: the number of questions; for a summary, the words of both texts
 * @param referenceCorrect out of these, by the published scorer; likewise alignedCorrect, when matched by label
 * @param missing questions without a readable answer of their label
 * @param repeated further answers under a label that was asked
 * @param extra answers under a label that wasn't asked, each label once
 */
public record DocumentScore(
        List<QuestionVerdict> questions,
        int outOf,
        int referenceCorrect,
        int alignedCorrect,
        int missing,
        int repeated,
        int extra) {
    public DocumentScore {
        questions = List.copyOf(questions);
    }

    /** Share of right answers by the published scorer, 0 to 1; 0 when nothing was asked, as the published code has it. */
    public double reference() {
        return share(referenceCorrect);
    }

    /** Share of right answers matched by label, 0 to 1; 0 when nothing was asked. */
    public double aligned() {
        return share(alignedCorrect);
    }

    /** Whether it counts questions; else it is a share of words. */
    public boolean isCount() {
        return questions.size() == outOf;
    }

    private double share(int correct) {
        return outOf == 0 ? 0 : (double) correct / outOf;
    }
}
