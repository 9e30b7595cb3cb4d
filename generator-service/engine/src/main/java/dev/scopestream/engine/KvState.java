package dev.scopestream.engine;

/**
 * What a running request's KV cache holds now. Bytes count keys and values over all layers and heads; an entry is one
 * position of one layer and head.
 *
 * @param heldBytes with recall its slots, codes and staged entries too
 * @param fullBytes what a cache that evicts nothing would hold
 * @param evicted entries evicted so far, in prefill and decoding
 * @param recalled entries brought back so far
 */
public record KvState(long heldBytes, long fullBytes, long evicted, long recalled) {}
