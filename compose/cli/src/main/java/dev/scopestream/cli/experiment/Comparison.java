package dev.scopestream.cli.experiment;

import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.scorer.score.PairedDifference;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * Two cells over the documents that both have.
 *
 * @param difference second less first, in points of the aligned score
 */
record Comparison(Point first, Point second, PairedDifference difference) {
    private static final int RESAMPLES = 10_000;
    private static final double LEVEL = 0.95;
    private static final long SEED = 1;

    /** @throws IllegalArgumentException when they have no document together */
    static Comparison of(Point first, Point second) {
        SortedMap<Integer, AccuracyEvent> a = first.outcome().scores();
        SortedMap<Integer, AccuracyEvent> b = second.outcome().scores();
        TreeSet<Integer> both = new TreeSet<>(a.keySet());
        both.retainAll(b.keySet());
        return new Comparison(
                first, second, PairedDifference.bootstrap(shares(a, both), shares(b, both), RESAMPLES, LEVEL, SEED));
    }

    private static double[] shares(Map<Integer, AccuracyEvent> scores, TreeSet<Integer> documents) {
        ToDoubleFunction<AccuracyEvent> share = AccuracyEvent::alignedScore;
        return documents.stream()
                .mapToDouble(document -> share.applyAsDouble(scores.get(document)))
                .toArray();
    }

    boolean better() {
        return difference.low() > 0;
    }

    boolean worse() {
        return difference.high() < 0;
    }
}
