package dev.scopestream.scorer.score;

import dev.scopestream.events.QuestionVerdict;
import java.util.List;

/**
 * One document by both scorers.
 *
 * @param questions in the reference's order; the counts below are over these
 * @param referenceCorrect right by the published scorer
 * @param alignedCorrect right when matched by label
 * @param missing questions without a readable answer of their label
 * @param repeated further answers under a label that was asked
 * @param extra answers under a label that wasn't asked, each label once
 */
public record DocumentScore(
        List<QuestionVerdict> questions,
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

    private double share(int correct) {
        return questions.isEmpty() ? 0 : (double) correct / questions.size();
    }
}
