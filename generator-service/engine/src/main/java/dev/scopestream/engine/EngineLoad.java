package dev.scopestream.engine;

/**
 * An engine's load.
 *
 * @param queued requests that wait for a cache row
 * @param running requests that are prefilled or decode
 * @param kvBytesHeld bytes of the cache rows in use
 * @param kvBytesLimit bytes of all cache rows that may be in use
 */
public record EngineLoad(int queued, int running, long kvBytesHeld, long kvBytesLimit) {}
