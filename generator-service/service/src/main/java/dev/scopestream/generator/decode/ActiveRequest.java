package dev.scopestream.generator.decode;

import dev.scopestream.generator.prompt.AdmittedPrompt;
import dev.scopestream.generator.resume.AttemptProgress;
import dev.scopestream.generator.spill.RequestEvictions;
import java.util.Optional;

/** One sample of an attempt that the engine has: queued there, prefilling or decoding. Belongs to the decode thread. */
final class ActiveRequest {
    /** Why the engine was told to end it. */
    enum Ending {
        NO,
        CANCELLED,
        DEADLINE,
        /** This instance must not deliver a result for it any more. */
        DROPPED
    }

    final AdmittedPrompt prompt;
    final ActiveAttempt attempt;
    /** From 0. */
    final int sample;

    final ChunkBuffer chunks;
    final RequestEvictions evictions;
    final AttemptProgress progress;
    /** Empty: its sender didn't ask, or it can't be counted. */
    Optional<EvictedPositions> positions = Optional.empty();

    final long submittedNanos;
    Ending ending = Ending.NO;
    /** 0: it has no token yet. */
    long firstTokenNanos;

    /** @param submittedNanos when the engine got it, by {@link System#nanoTime} */
    ActiveRequest(
            ActiveAttempt attempt, int sample, ChunkBuffer chunks, RequestEvictions evictions, long submittedNanos) {
        this.prompt = attempt.prompt();
        this.attempt = attempt;
        this.sample = sample;
        this.chunks = chunks;
        this.evictions = evictions;
        this.progress = new AttemptProgress(prompt, sample, attempt.number(), evictions);
        this.submittedNanos = submittedNanos;
    }

    /** The id that the engine knows it by. */
    String key() {
        return prompt.key(sample);
    }

    /** Of prompt and output in the cache: the last token's entries come with the next step. */
    int cached() {
        return prompt.request().prompt().size() + progress.tokens() - 1;
    }
}
