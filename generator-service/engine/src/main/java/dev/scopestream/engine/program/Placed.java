package dev.scopestream.engine.program;

import java.util.List;

/**
 * What became of a prompt.
 *
 * @param evicted a layer's entries that weren't kept; empty when they weren't asked for
 * @param lostShare mean share of the scores that was evicted, over the layers that chose by score
 */
public record Placed(List<Entries> evicted, double lostShare) {}
