package dev.scopestream.engine.policy;

/**
 * One request's evictions while it decodes: which slots may be evicted from, and how many entries must go after each step.
 * It counts and never looks at scores, so a cache's size at any step is known beforehand.
 */
public interface DecodePlan {
    /** First slot of the layer's region; entries before it are protected. */
    int regionStart(int layer);

    /**
     * How many entries of the layer must go after a step.
     *
     * @param step decode step t, from 0; asked once for each layer of each step, in order
     * @param layer from 0
     * @param held entries held now, the step's own included
     */
    int evictions(int step, int layer, int held);

    /** How many newest entries are never evicted. */
    int recent();

    /** Whether the oldest entry of the region goes, rather than the one of the least score. */
    default boolean oldestFirst() {
        return false;
    }

    /** Whether it evicts at all. */
    default boolean evicts() {
        return true;
    }
}
