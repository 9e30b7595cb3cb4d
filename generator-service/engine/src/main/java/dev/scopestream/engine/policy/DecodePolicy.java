package dev.scopestream.engine.policy;

/** A way to keep the cache small while decoding. */
public interface DecodePolicy {
    String name();

    /** A new plan for one request; plans share nothing. */
    DecodePlan plan(DecodeShape shape);
}
