package dev.scopestream.engine;

import java.util.List;

/**
 * A request for one generation.
 *
 * @param id unique among the requests in flight
 * @param prompt token ids, special tokens included; at least one
 * @param maxTokens most tokens to generate, at least 1
 * @param stop generation ends before the first of these strings; none may be empty
 * @param kv how the KV cache is compressed
 * @param ignoreEos true: generate exactly {@code maxTokens}, end-of-text tokens included (traces and benchmarks)
 */
public record GenerationRequest(
        String id,
        IntArray prompt,
        int maxTokens,
        Sampling sampling,
        List<String> stop,
        KvOptions kv,
        boolean ignoreEos) {

    public GenerationRequest {
        stop = List.copyOf(stop);
        if (prompt.isEmpty()) {
            throw new InvalidRequestException("prompt", "is empty");
        }
        if (maxTokens < 1) {
            throw new InvalidRequestException("max_tokens", "must be at least 1, is " + maxTokens);
        }
        if (stop.stream().anyMatch(String::isEmpty)) {
            throw new InvalidRequestException("stop", "holds an empty string");
        }
    }
}
