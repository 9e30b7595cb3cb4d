package dev.scopestream.scorer.watch;

import dev.scopestream.events.KeptPositions;

/**
 * What each layer keeps at a moment of an attempt.
 *
 * @param tokens of the attempt so far
 */
public record KeptColumn(int attempt, int tokens, KeptPositions kept) {}
