package dev.scopestream.cli.dataset;

import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.Expected;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.scorer.score.AnswerForm;
import dev.scopestream.scorer.score.Dataset;
import dev.scopestream.scorer.score.DocumentScore;
import dev.scopestream.scorer.score.DocumentScorer;
import java.util.Optional;

/** Scores results here, by the scorer's own library, where no scorer runs. */
final class LocalScores {
    private LocalScores() {}

    /** Empty when the scorer takes no answers of this kind. */
    static Optional<AccuracyEvent> of(ResultEvent result, Expected expected) {
        AnswerForm form;
        try {
            form = Dataset.form(expected.dataset(), expected.kind());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        DocumentScore score = new DocumentScorer(form).score(expected.answers(), result.text());
        return Optional.of(new AccuracyEvent(
                result.id(),
                expected.dataset(),
                expected.document(),
                result.model(),
                result.kv().policy(),
                "",
                score.reference(),
                score.aligned(),
                score.questions(),
                score.missing(),
                score.repeated(),
                score.extra(),
                result.kv(),
                result.usage(),
                result.timings()));
    }
}
