package dev.scopestream.engine.trace;

/**
 * An entry that left the cache of one layer and head, for plots of what a policy lets go of and when.
 *
 * @param request whose it was
 * @param step decode step after which it went, from 0; -1: it went with the prefill
 * @param layer from 0
 * @param head storage head, from 0
 * @param position of its token, absolute
 * @param score what it was worth to the policy when it was chosen: after that step, or, where several went at once, after
 *     the step before; NaN where nothing was scored (the prefill, an entry of the last step, the oldest first)
 */
public record EvictedEntry(String request, int step, int layer, int head, int position, double score) {}
