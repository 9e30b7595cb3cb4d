package dev.scopestream.generator;

/**
 * How a generator is doing.
 *
 * @param partitions assigned to it
 * @param held prompts polled that have no final record yet
 * @param passed prompts polled and passed over, which aren't in memory
 * @param running requests in the engine that prefill or decode
 * @param kvBytesHeld bytes of KV cache given to them
 * @param results delivered since the start
 * @param deadLetters delivered since the start
 * @param tokens generated since the start, in results delivered or to be delivered
 * @param answeredIds request ids known to have a result, here or anywhere
 */
public record GeneratorStats(
        int partitions,
        int held,
        int passed,
        int running,
        long kvBytesHeld,
        long results,
        long deadLetters,
        long tokens,
        int answeredIds) {}
