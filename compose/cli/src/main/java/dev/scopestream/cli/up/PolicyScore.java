package dev.scopestream.cli.up;

import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.scorer.score.Sample;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What the documents of one policy came to.
 *
 * @param policy as the user named it
 * @param documents scored
 * @param reference mean share of right answers by the published scorer, in percent; likewise aligned
 * @param alignedError standard error of the aligned mean, in percent; NaN for fewer than two documents
 * @param kvBytes mean over the documents of the bytes their caches held on average; NaN when not known
 * @param tokensPerSecond mean over the documents of the speed that each was decoded with; NaN when not known
 */
record PolicyScore(
        String policy,
        int documents,
        double reference,
        double aligned,
        double alignedError,
        double kvBytes,
        double tokensPerSecond) {

    static PolicyScore of(String policy, List<AccuracyEvent> events) {
        Sample aligned = sample(events, AccuracyEvent::alignedScore);
        return new PolicyScore(
                policy,
                events.size(),
                sample(events, AccuracyEvent::referenceScore).mean(),
                aligned.mean(),
                aligned.error(),
                mean(events.stream().filter(e -> e.kv() != null).toList(), e -> e.kv().memory()
                        .meanBytes()),
                mean(
                        events.stream()
                                .filter(e -> e.timings() != null && e.timings().timePerOutputTokenMs() > 0)
                                .toList(),
                        e -> 1000 / e.timings().timePerOutputTokenMs()));
    }

    private static Sample sample(List<AccuracyEvent> events, ToDoubleFunction<AccuracyEvent> share) {
        return Sample.of(events.stream().mapToDouble(share).toArray());
    }

    private static double mean(List<AccuracyEvent> events, ToDoubleFunction<AccuracyEvent> value) {
        return events.stream().mapToDouble(value).average().orElse(Double.NaN);
    }
}
