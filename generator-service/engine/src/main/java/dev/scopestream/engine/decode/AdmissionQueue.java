package dev.scopestream.engine.decode;

import dev.scopestream.engine.EngineOptions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Requests that wait for cache rows, first in, first out; samples of one prompt together. */
final class AdmissionQueue {
    private final Deque<SampleGroup> queue = new ArrayDeque<>();
    private final Admission admission;
    private final EngineOptions options;

    AdmissionQueue(Admission admission, EngineOptions options) {
        this.admission = admission;
        this.options = options;
    }

    void add(SampleGroup group) {
        queue.add(group);
    }

    int size() {
        return queue.stream().mapToInt(SampleGroup::size).sum();
    }

    /** Requests that wait, in their order. */
    List<RunningRequest> requests() {
        return queue.stream().flatMap(group -> group.members().stream()).toList();
    }

    void remove(RunningRequest request) {
        queue.removeIf(group -> group.contains(request) && group.remove(request));
    }

    /**
     * Takes the first group out, if it can begin now: no prompt is being read, the stall budget allows it, the batch has a row
     * left for each of its requests, and their caches fit into the memory that is left. Frees unused tensors of the batch where
     * they stand in the way.
     */
    Optional<SampleGroup> next(DecodeBatch batch, Prefills prefills) {
        SampleGroup next = queue.peek();
        if (next == null
                || !prefills.canBegin(next.first())
                || batch.size() + prefills.size() + next.size()
                        > options.schedule().maxBatch()) {
            return Optional.empty();
        }
        long reserved = prefills.groups().stream().mapToLong(admission::bytes).sum();
        if (batch.rowBytes() + reserved + admission.bytes(next)
                > options.memory().kvBytes()) {
            return Optional.empty();
        }
        if (batch.allocatedBytes() > options.memory().kvBytes()) {
            batch.shrink();
        }
        return Optional.of(queue.remove());
    }
}
