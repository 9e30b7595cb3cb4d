package dev.scopestream.engine.decode;

import dev.scopestream.engine.policy.PolicyRegistry;
import dev.scopestream.engine.program.ScoreFunctions;

/** The policies of an engine, and their score functions as its program numbers them. */
record Policies(PolicyRegistry registry, ScoreFunctions functions) {

    /** See {@link PolicyRegistry#standard}. */
    static Policies standard() {
        return of(PolicyRegistry.standard());
    }

    static Policies of(PolicyRegistry registry) {
        return new Policies(registry, ScoreFunctions.of(registry));
    }
}
