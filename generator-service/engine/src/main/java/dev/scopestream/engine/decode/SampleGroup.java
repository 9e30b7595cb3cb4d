package dev.scopestream.engine.decode;

import java.util.ArrayList;
import java.util.List;

/**
 * Requests for which one prompt is read: samples of it, which differ by their ids and seeds alone. Most groups have one. From
 * the step in which they join the batch, each is a request of its own.
 */
final class SampleGroup {
    private final List<RunningRequest> members;

    /** @param members at least one */
    SampleGroup(List<RunningRequest> members) {
        this.members = new ArrayList<>(members);
    }

    /** One of them, which stands for all: their plans are the same but for the seed. */
    RunningRequest first() {
        return members.get(0);
    }

    /** Those that haven't ended. */
    List<RunningRequest> members() {
        return List.copyOf(members);
    }

    int size() {
        return members.size();
    }

    boolean contains(RunningRequest request) {
        return members.contains(request);
    }

    /**
     * A member has ended.
     *
     * @return whether it was the last one
     */
    boolean remove(RunningRequest request) {
        members.remove(request);
        return members.isEmpty();
    }
}
