package dev.scopestream.engine.policy;

import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.KvOptions.Fidelity;
import java.util.Set;
import java.util.stream.IntStream;

/** Keeps the first and last tokens (StreamingLLM, arXiv 2309.17453). */
final class StreamingLlm implements PrefillPolicy {
    @Override
    public String name() {
        return "streamingllm";
    }

    @Override
    public boolean inReference() {
        return true;
    }

    @Override
    public boolean goesWith(DecodePolicy decode) {
        return Set.of("none", "slm").contains(decode.name());
    }

    @Override
    public int observation(int capacity, Fidelity fidelity) {
        return fidelity == Fidelity.REFERENCE ? Math.max(1, capacity / 2) : 8;
    }

    @Override
    public int smallestCapacity(int observation, int sinks, Fidelity fidelity) {
        return 1 + (fidelity == Fidelity.REFERENCE ? observation : sinks);
    }

    @Override
    public PromptSelection select(PromptShape shape) {
        int first = shape.isReference() ? shape.budget() : shape.sinks();
        if (first < 0 || first >= shape.capacity()) {
            throw new InvalidRequestException(
                    shape.isReference() ? "kv.observation" : "kv.sinks",
                    "must be below kv.capacity (" + shape.capacity() + ")");
        }
        int last = shape.capacity() - first;
        int[] positions = IntStream.concat(
                        IntStream.range(0, first), IntStream.range(shape.tokens() - last, shape.tokens()))
                .toArray();
        return new PromptSelection.Positions(IntArray.of(positions));
    }
}
