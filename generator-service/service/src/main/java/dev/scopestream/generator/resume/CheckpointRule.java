package dev.scopestream.generator.resume;

import java.time.Duration;

/**
 * When running requests are saved.
 *
 * @param everyTokens tokens between two checkpoints of a request; 0: only when it is released
 * @param budget how long saving may hold up the decoding when requests are given up
 * @param possible false: there's nowhere to save anything
 */
public record CheckpointRule(int everyTokens, Duration budget, boolean possible) {
    /** Nothing is saved. */
    public static CheckpointRule never() {
        return new CheckpointRule(0, Duration.ZERO, false);
    }
}
