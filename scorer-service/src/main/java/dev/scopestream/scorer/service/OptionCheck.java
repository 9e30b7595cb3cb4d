package dev.scopestream.scorer.service;

import dev.scopestream.scorer.ScorerApplication;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.env.Environment;

/** Ends the start of a scorer that is told an option that there isn't. */
@Context
@Requires(property = ScorerApplication.ENABLED)
final class OptionCheck {
    OptionCheck(Environment environment) {
        KnownScorerOptions.check(environment);
    }
}
