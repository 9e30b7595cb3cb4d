package dev.scopestream.engine.program;

/**
 * Space for recall in a pool's rows, for each layer and head.
 *
 * @param slots entries recalled at a time; 0: no recall
 * @param bits of a code's elements
 * @param codes keys that have a code
 */
public record RecallSpace(int slots, int bits, int codes) {
    public static final RecallSpace NONE = new RecallSpace(0, 8, 0);
}
