package dev.scopestream.scorer.offline;

import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.scorer.score.PairedDifference;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Two runs over the same documents, such as two policies: second less first by each score, in percentage points. Pairing
 * takes out how hard the documents are, so that a smaller difference can be told from noise.
 */
public record Comparison(PairedDifference reference, PairedDifference aligned) {
    private static final int RESAMPLES = 10_000;
    private static final double LEVEL = 0.95;

    /**
     * Over the documents that both have, with a 95% bootstrap interval.
     *
     * @throws IllegalArgumentException when they have none in common
     */
    public static Comparison of(Collection<AccuracyEvent> first, Collection<AccuracyEvent> second, long seed) {
        return new Comparison(
                difference(first, second, AccuracyEvent::referenceScore, seed),
                difference(first, second, AccuracyEvent::alignedScore, seed));
    }

    private static PairedDifference difference(
            Collection<AccuracyEvent> first,
            Collection<AccuracyEvent> second,
            ToDoubleFunction<AccuracyEvent> score,
            long seed) {
        Map<Integer, Double> left = byDocument(first, score);
        Map<Integer, Double> right = byDocument(second, score);
        left.keySet().retainAll(right.keySet());
        right.keySet().retainAll(left.keySet());
        return PairedDifference.bootstrap(
                left.values().stream().mapToDouble(x -> x).toArray(),
                right.values().stream().mapToDouble(x -> x).toArray(),
                RESAMPLES,
                LEVEL,
                seed);
    }

    private static Map<Integer, Double> byDocument(
            Collection<AccuracyEvent> events, ToDoubleFunction<AccuracyEvent> score) {
        Map<Integer, Double> scores = new TreeMap<>();
        events.forEach(e -> scores.put(e.document(), score.applyAsDouble(e)));
        return scores;
    }
}
