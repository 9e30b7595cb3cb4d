package dev.scopestream.engine.decode;

import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.checkpoint.ModelConfig;
import dev.scopestream.engine.policy.PolicyRegistry;
import dev.scopestream.engine.policy.PromptScoring;
import dev.scopestream.engine.program.EntryFormat;
import dev.scopestream.engine.program.Forward;
import dev.scopestream.engine.program.KvPool;

/** Refuses what could never be served, and says how many bytes the rest needs. */
record Admission(
        PolicyRegistry registry, ModelConfig model, EngineOptions options, EntryFormat format, Forward forward) {

    /**
     * A request's plan.
     *
     * @param staged whether evicted entries are wanted
     * @throws InvalidRequestException when it's too long for the model, or its cache larger than all there is
     */
    RequestPlan plan(GenerationRequest request, boolean staged) {
        requireContext(request);
        RequestPlan plan = RequestPlan.of(registry, model, request, staged);
        long bytes = bytes(plan);
        if (bytes > options.memory().kvBytes()) {
            throw new InvalidRequestException(
                    "kv",
                    "needs " + bytes + " bytes of KV cache (" + plan.key().slots() + " entries in each of "
                            + model.layers() + " layers, and the prompt's own while it is read); there are "
                            + options.memory().kvBytes() + " in all");
        }
        return plan;
    }

    /** Bytes of its cache row, and of its prompt's scratch while that is read. */
    long bytes(RequestPlan plan) {
        return KvPool.rowBytes(plan.key(), model.layers(), format)
                + forward.scratchBytes(plan.request().prompt().size(), plan.scoring() != PromptScoring.NONE);
    }

    private void requireContext(GenerationRequest request) {
        int prompt = request.prompt().size();
        if (prompt >= model.contextLength()) {
            throw new InvalidRequestException(
                    "prompt",
                    "has " + prompt + " tokens; the model's limit is " + model.contextLength()
                            + " for prompt and output together");
        }
        int room = model.contextLength() - prompt;
        if (request.maxTokens() > room) {
            throw new InvalidRequestException(
                    "max_tokens",
                    "is " + request.maxTokens() + "; a prompt of " + prompt + " tokens leaves " + room
                            + " of the model's " + model.contextLength());
        }
        if (request.prompt().stream().anyMatch(t -> t < 0 || t >= model.vocabularySize())) {
            throw new InvalidRequestException("prompt", "has a token id outside 0 to " + (model.vocabularySize() - 1));
        }
    }
}
