package dev.scopestream.engine.policy;

import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.KvOptions.Fidelity;

/**
 * What a prefill policy decides on.
 *
 * @param layers of the model
 * @param tokens prompt length q
 * @param capacity C, entries to keep
 * @param observation w, last tokens that are always kept; below C
 * @param sinks first tokens that StreamingLLM keeps
 */
public record PromptShape(int layers, int tokens, int capacity, int observation, int sinks, Fidelity fidelity) {

    /** Resolves the options for a prompt of {@code tokens} tokens. */
    public static PromptShape of(KvOptions kv, int layers, int tokens) {
        int capacity = kv.prefill().capacity().resolve(tokens);
        int observation = kv.prefill().observation();
        if (observation == 0) {
            boolean half =
                    kv.prefill().policy().equalsIgnoreCase("streamingllm") && kv.fidelity() == Fidelity.REFERENCE;
            observation = half ? Math.max(1, capacity / 2) : 8;
        }
        return new PromptShape(
                layers, tokens, capacity, observation, kv.prefill().sinks(), kv.fidelity());
    }

    /** Whether the policy has anything to do (spec: a prompt shorter than C is kept whole). */
    public boolean fits() {
        return tokens < capacity;
    }

    public boolean isReference() {
        return fidelity == Fidelity.REFERENCE;
    }

    /** C - w: what may be kept besides the last w. */
    public int budget() {
        return capacity - observation;
    }

    /** @throws InvalidRequestException unless w is below C */
    void requireObservationBelowCapacity() {
        if (observation >= capacity) {
            throw new InvalidRequestException(
                    "kv.capacity", "must be above kv.observation (" + observation + "), is " + capacity);
        }
    }
}
