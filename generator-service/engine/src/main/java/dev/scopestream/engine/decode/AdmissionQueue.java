package dev.scopestream.engine.decode;

import dev.scopestream.engine.EngineOptions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Requests that wait for a cache row, first in, first out. */
final class AdmissionQueue {
    private final Deque<RunningRequest> queue = new ArrayDeque<>();
    private final Admission admission;
    private final EngineOptions options;

    AdmissionQueue(Admission admission, EngineOptions options) {
        this.admission = admission;
        this.options = options;
    }

    void add(RunningRequest request) {
        queue.add(request);
    }

    int size() {
        return queue.size();
    }

    /** Requests that wait, in their order. */
    List<RunningRequest> requests() {
        return List.copyOf(queue);
    }

    void remove(RunningRequest request) {
        queue.remove(request);
    }

    /**
     * Takes the first request out, if it can begin now: no prompt is being read, the stall budget allows it, the batch has a row
     * left, and its cache fits into the memory that is left. Frees unused tensors of the batch where they stand in the way.
     */
    Optional<RunningRequest> next(DecodeBatch batch, Prefills prefills) {
        RunningRequest next = queue.peek();
        if (next == null
                || !prefills.canBegin(next)
                || batch.size() + prefills.size() >= options.schedule().maxBatch()) {
            return Optional.empty();
        }
        long reserved = prefills.requests().stream()
                .mapToLong(r -> admission.bytes(r.plan()))
                .sum();
        if (batch.rowBytes() + reserved + admission.bytes(next.plan())
                > options.memory().kvBytes()) {
            return Optional.empty();
        }
        if (batch.allocatedBytes() > options.memory().kvBytes()) {
            batch.shrink();
        }
        return Optional.of(queue.remove());
    }
}
