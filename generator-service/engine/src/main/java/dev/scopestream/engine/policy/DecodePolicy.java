package dev.scopestream.engine.policy;

import dev.scopestream.engine.KvOptions.WindowScore;
import java.util.Optional;

/**
 * A way to keep the cache small while decoding. A policy has no state: one object serves all requests, and each request has
 * a {@link DecodePlan} of its own. Policies of other jars are found by {@link java.util.ServiceLoader}.
 */
public interface DecodePolicy {
    /** Its name in {@code kv.decode}: lower-case letters, digits, {@code -} and {@code _}, beginning with a letter. */
    String name();

    /** Whether the published SCOPE reference has it; only then it can be used in {@code reference} fidelity. */
    default boolean inReference() {
        return false;
    }

    /** Whether it can follow a prefill policy. Both policies of a pair must agree. */
    default boolean goesWith(PrefillPolicy prefill) {
        return true;
    }

    /** How an entry's attention weights become its score where the request says {@code auto}. */
    default WindowScore windowScore() {
        return WindowScore.MEAN;
    }

    /** Its own score of the window's entries, which may use that score; empty: that score itself. */
    default Optional<ScoreFunction> scoreFunction() {
        return Optional.empty();
    }

    /** What is recorded of the entries' weights for {@link #scoreFunction}. */
    default WeightHistory history(DecodeShape shape) {
        return WeightHistory.NONE;
    }

    /** A new plan for one request. Plans share nothing. */
    DecodePlan plan(DecodeShape shape);
}
