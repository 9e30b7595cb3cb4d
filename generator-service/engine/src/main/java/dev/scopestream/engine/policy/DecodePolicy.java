package dev.scopestream.engine.policy;

import dev.scopestream.engine.KvOptions.WindowScore;

/** A way to keep the cache small while decoding. */
public interface DecodePolicy {
    String name();

    /** How its entries are scored when a request doesn't say. */
    default WindowScore score() {
        return WindowScore.MEAN;
    }

    /** A new plan for one request; plans share nothing. */
    DecodePlan plan(DecodeShape shape);
}
