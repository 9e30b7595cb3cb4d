package dev.scopestream.cli.experiment;

import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.scorer.score.PairedDifference;

/**
 * Two cells over the documents that both have.
 *
 * @param difference second less first, in points of the aligned score
 */
record Comparison(Point first, Point second, PairedDifference difference) {
    /** @throws IllegalArgumentException when they have no document together */
    static Comparison of(Point first, Point second) {
        return new Comparison(first, second, second.outcome().less(first.outcome(), AccuracyEvent::alignedScore));
    }

    boolean better() {
        return difference.low() > 0;
    }

    boolean worse() {
        return difference.high() < 0;
    }
}
