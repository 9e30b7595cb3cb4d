package dev.scopestream.engine.bench;

import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.ModelInfo;
import dev.scopestream.engine.Sampling;
import java.util.List;
import java.util.Random;

/** Greedy requests of random tokens that ignore end-of-text tokens. */
final class BenchRequests {
    /** Lowest token id: lower ones are mostly special tokens. */
    private static final int FIRST_TOKEN = 100;

    private BenchRequests() {}

    static IntArray randomTokens(Random random, int count, ModelInfo model) {
        int vocabulary = model.vocabularySize();
        return IntArray.of(random.ints(count, Math.min(FIRST_TOKEN, vocabulary / 2), vocabulary)
                .toArray());
    }

    static GenerationRequest request(String id, IntArray prompt, int output, KvOptions kv) {
        return new GenerationRequest(id, prompt, output, Sampling.greedy(), List.of(), kv, true);
    }
}
