package dev.scopestream.scorer.watch;

import dev.scopestream.events.DeadLetter;
import dev.scopestream.events.KvSpec;
import dev.scopestream.events.ResultEvent;
import java.util.List;

/**
 * A request as it is now.
 *
 * @param since when its prompt was stored, or its first other record; epoch milliseconds
 * @param asked the prompt's cache policy; null: the generator's default, or the prompt isn't known
 * @param maxTokens likewise
 * @param result without its text; null: there is none yet, and likewise the others
 */
public record RequestView(
        String id,
        RequestState state,
        long since,
        KvSpec asked,
        Integer maxTokens,
        List<Attempt> attempts,
        ResultEvent result,
        DeadLetter deadLetter,
        Scores scores,
        Places places) {

    /** Shares of right answers, 0 to 1. */
    public record Scores(double aligned, double reference) {}

    /** Where its records lie. */
    public record Places(Place prompt, Place ending, Place accuracy) {}
}
