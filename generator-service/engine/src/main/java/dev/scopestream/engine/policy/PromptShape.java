package dev.scopestream.engine.policy;

import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.KvOptions.Fidelity;
import java.util.stream.IntStream;

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

    /**
     * Resolves the options for a prompt of {@code tokens} tokens. A capacity that isn't a number of the request's own is at
     * least what the policy needs.
     */
    public static PromptShape of(KvOptions kv, PrefillPolicy policy, int layers, int tokens) {
        KvOptions.Prefill prefill = kv.prefill();
        int capacity = prefill.capacity().resolve(tokens);
        int observation =
                prefill.observation() == 0 ? policy.observation(capacity, kv.fidelity()) : prefill.observation();
        if (prefill.capacity().yields() > 0) {
            capacity = Math.max(capacity, policy.smallestCapacity(observation, prefill.sinks(), kv.fidelity()));
        }
        return new PromptShape(layers, tokens, capacity, observation, prefill.sinks(), kv.fidelity());
    }

    /** Whether the prompt is shorter than C: then it is kept whole. */
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

    /**
     * In every layer the {@code number} best-scored entries, and the last w.
     *
     * @throws InvalidRequestException unless w is below C
     */
    public PromptSelection uniform(int number) {
        requireObservationBelowCapacity();
        return new PromptSelection.TopScores(
                IntArray.of(IntStream.range(0, layers).map(l -> number).toArray()));
    }

    /** @throws InvalidRequestException unless w is below C */
    void requireObservationBelowCapacity() {
        requireBelow(observation, capacity);
    }

    /** @throws InvalidRequestException unless w is below C */
    public static void requireBelow(int observation, int capacity) {
        if (observation >= capacity) {
            throw new InvalidRequestException(
                    "kv.capacity", "must be above kv.observation (" + observation + "), is " + capacity);
        }
    }
}
