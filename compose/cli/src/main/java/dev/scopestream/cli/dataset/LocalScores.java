package dev.scopestream.cli.dataset;

import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.Expected;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.scorer.score.AccuracyEvents;
import dev.scopestream.scorer.score.AnswerForm;
import dev.scopestream.scorer.score.DocumentScore;
import dev.scopestream.scorer.score.DocumentScorer;
import dev.scopestream.scorer.score.ScoredDataset;
import java.util.List;
import java.util.Optional;

/** Scores results here, by the scorer's own library, where no scorer runs. */
final class LocalScores {
    private LocalScores() {}

    /** Empty when the scorer takes no answers of this kind. */
    static Optional<AccuracyEvent> of(ResultEvent result, Expected expected) {
        AnswerForm form;
        try {
            form = ScoredDataset.form(expected.dataset(), expected.kind());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        List<DocumentScore> samples = new DocumentScorer(form).samples(expected.answers(), result);
        AccuracyEvents.Subject subject =
                AccuracyEvents.Subject.of(result, expected.dataset(), expected.document(), null, "");
        return Optional.of(AccuracyEvents.of(subject, samples, result));
    }
}
