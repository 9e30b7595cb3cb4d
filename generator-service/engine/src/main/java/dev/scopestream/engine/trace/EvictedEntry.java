package dev.scopestream.engine.trace;

/**
 * An entry that was evicted from the cache of one layer and head.
 *
 * @param request id of the request that had it
 * @param step decode step that evicted it, from 0; -1: the prefill
 * @param layer from 0
 * @param head storage head, from 0
 * @param position of its token, absolute
 * @param score its score by the policy: after that step, or, where the step evicted several, after the step before; NaN
 *     where the policy has no scores (prefill, the step's own entry, the oldest entry first)
 */
public record EvictedEntry(String request, int step, int layer, int head, int position, double score) {}
