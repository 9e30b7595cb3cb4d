package dev.scopestream.scorer.score;

import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.KvReport;
import dev.scopestream.events.RequestTimings;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.events.Usage;
import java.util.List;

/** Scores as accuracy events. */
public final class AccuracyEvents {
    private AccuracyEvents() {}

    /**
     * What was scored.
     *
     * @param variant the score and recall slots that the prompt named; may be empty
     * @param budget as text, for grouping
     */
    public record Subject(
            String id, String dataset, int document, String model, String policy, String variant, String budget) {
        /** A generated document: id, model and policy as its result says. */
        public static Subject of(ResultEvent result, String dataset, int document, String variant, String budget) {
            return new Subject(
                    result.id(),
                    dataset,
                    document,
                    result.model(),
                    result.kv().policy().name(),
                    variant,
                    budget);
        }
    }

    /** A score of which no more is known than the text. */
    public static AccuracyEvent of(Subject subject, DocumentScore score) {
        return event(subject, score, null, null, null, null);
    }

    /**
     * A score with what the generation reports: KV cache, usage, timings.
     *
     * @param samples scores of the result's samples, in their order, as {@link DocumentScorer#samples} gives them
     */
    public static AccuracyEvent of(Subject subject, List<DocumentScore> samples, ResultEvent result) {
        AccuracyEvent.Majority majority = Majority.of(samples).orElse(null);
        return event(subject, samples.get(0), majority, result.kv(), result.usage(), result.timings());
    }

    private static AccuracyEvent event(
            Subject subject,
            DocumentScore score,
            AccuracyEvent.Majority majority,
            KvReport kv,
            Usage usage,
            RequestTimings timings) {
        return new AccuracyEvent(
                subject.id(),
                subject.dataset(),
                subject.document(),
                subject.model(),
                subject.policy(),
                subject.variant(),
                subject.budget(),
                score.reference(),
                score.aligned(),
                score.questions(),
                score.missing(),
                score.repeated(),
                score.extra(),
                kv,
                usage,
                timings,
                majority);
    }
}
