package dev.scopestream.engine.program;

import java.util.List;

/**
 * What became of a prompt.
 *
 * @param evicted a layer's entries that weren't kept; empty when they weren't asked for
 * @param lostShare mean share of the scores that was evicted, over the layers that chose by score
 * @param gaps by layer and head, how far the least score kept was above the next, relative to it; empty when nothing was
 *     chosen by score
 */
public record CompactedPrompt(List<Entries> evicted, double lostShare, List<List<Float>> gaps) {}
