package dev.scopestream.engine;

/**
 * How busy an engine is.
 *
 * @param queued submitted, waiting for KV bytes
 * @param running prefilling or decoding
 * @param kvBytesHeld bytes of cache rows given to running requests
 * @param kvBytesLimit what may be given in all
 */
public record EngineLoad(int queued, int running, long kvBytesHeld, long kvBytesLimit) {}
