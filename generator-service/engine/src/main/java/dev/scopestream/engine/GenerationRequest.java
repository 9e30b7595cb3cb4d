package dev.scopestream.engine;

import java.util.List;

/**
 * A request for one generation.
 *
 * @param id unique among the requests in flight
 * @param prompt token ids, special tokens included; at least one
 * @param maxTokens most tokens to generate, at least 1
 * @param stopping what else ends the generation
 * @param kv how the KV cache is compressed
 */
public record GenerationRequest(
        String id, IntArray prompt, int maxTokens, Sampling sampling, Stopping stopping, KvOptions kv) {

    public GenerationRequest {
        if (prompt.isEmpty()) {
            throw new InvalidRequestException("prompt", "is empty");
        }
        if (maxTokens < 1) {
            throw new InvalidRequestException("max_tokens", "must be at least 1, is " + maxTokens);
        }
    }

    /** The same, under another id and with another seed: another sample of its prompt. */
    public GenerationRequest sample(String otherId, long seed) {
        Sampling other = new Sampling(sampling.temperature(), sampling.topP(), seed);
        return new GenerationRequest(otherId, prompt, maxTokens, other, stopping, kv);
    }

    /** With stop strings only, and whether end tokens are ignored. */
    public GenerationRequest(
            String id,
            IntArray prompt,
            int maxTokens,
            Sampling sampling,
            List<String> stop,
            KvOptions kv,
            boolean ignoreEos) {
        this(id, prompt, maxTokens, sampling, Stopping.NONE.withStrings(stop).withIgnoreEos(ignoreEos), kv);
    }
}
