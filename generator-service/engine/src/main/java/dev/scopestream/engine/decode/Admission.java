package dev.scopestream.engine.decode;

import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.checkpoint.ModelConfig;
import dev.scopestream.engine.policy.PromptScoring;
import dev.scopestream.engine.program.KvPool;

/**
 * Plans requests, and refuses requests that could never be served.
 *
 * @param kvBytes of all cache rows together
 * @param maxBatch most rows
 */
record Admission(Policies policies, LoadedModel model, long kvBytes, int maxBatch) {

    /**
     * A request's plan.
     *
     * @throws InvalidRequestException when it is too long for the model, its cache larger than all the memory, or its evicted
     *     entries can't be recalled from the sink
     */
    RequestPlan plan(GenerationRequest request, EvictionSink evictions) {
        requireContext(request);
        RequestPlan plan = RequestPlan.of(policies, model.config(), request, evictions != EvictionSink.none());
        long bytes = bytes(plan, 1);
        if (bytes > kvBytes) {
            boolean whole = plan.scoring() == PromptScoring.ALL_QUERIES_REFERENCE;
            throw new InvalidRequestException(
                    "kv",
                    "needs " + bytes + " bytes of KV cache (" + plan.key().slots() + " entries in each of "
                            + model.config().layers() + " layers, and the prompt's own while it is read"
                            + (whole
                                    ? ": reference reads all "
                                            + request.prompt().size() + " tokens at once"
                                    : "")
                            + "); there are " + kvBytes + " in all");
        }
        if (request.kv().recall().isPresent() && evictions.source().isEmpty()) {
            throw new InvalidRequestException(
                    "kv.recall", "has nowhere to recall from: evicted entries aren't kept here (no spill store)");
        }
        return plan;
    }

    /**
     * Refuses samples that could never decode together.
     *
     * @param plan of each of them
     * @throws InvalidRequestException naming {@code n}
     */
    void requireRoom(RequestPlan plan, int samples) {
        if (samples > maxBatch) {
            throw new InvalidRequestException(
                    "n", "is " + samples + "; at most " + maxBatch + " requests decode together here");
        }
        long bytes = bytes(plan, samples);
        if (bytes > kvBytes) {
            throw new InvalidRequestException(
                    "n",
                    "is " + samples + ": so many caches, and the prompt's own while it is read, need " + bytes
                            + " bytes; there are " + kvBytes + " in all");
        }
    }

    /** Bytes of all cache rows of a group, and of their prompt's scratch while that is read. */
    long bytes(SampleGroup group) {
        return bytes(group.first().plan(), group.size());
    }

    private long bytes(RequestPlan plan, int rows) {
        return rows * KvPool.rowBytes(plan.key(), model.config().layers(), model.format())
                + model.forward().prompts().bytes(plan.request().prompt().size(), plan.scoring());
    }

    private void requireContext(GenerationRequest request) {
        ModelConfig config = model.config();
        int prompt = request.prompt().size();
        if (prompt >= config.contextLength()) {
            throw new InvalidRequestException(
                    "prompt",
                    "has " + prompt + " tokens; the model's limit is " + config.contextLength()
                            + " for prompt and output together");
        }
        int most = config.contextLength() - prompt;
        if (request.maxTokens() > most) {
            throw new InvalidRequestException(
                    "max_tokens",
                    "is " + request.maxTokens() + "; a prompt of " + prompt + " tokens allows " + most
                            + " of the model's " + config.contextLength());
        }
        if (request.prompt().stream().anyMatch(t -> t < 0 || t >= config.vocabularySize())) {
            throw new InvalidRequestException("prompt", "has a token id outside 0 to " + (config.vocabularySize() - 1));
        }
    }
}
