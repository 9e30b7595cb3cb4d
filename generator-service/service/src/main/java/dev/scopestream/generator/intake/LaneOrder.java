package dev.scopestream.generator.intake;

import dev.scopestream.generator.offsets.AssignedPartitions;
import dev.scopestream.generator.state.HeldPrompts;
import dev.scopestream.generator.state.InstanceState;
import java.util.Comparator;
import java.util.Optional;

/** Which tenant's passed-over prompts are read next. Confined to the poll thread. */
final class LaneOrder {
    private final PassedOver passed;
    private final HeldPrompts held;
    private final AssignedPartitions assigned;

    LaneOrder(PassedOver passed, InstanceState state) {
        this.passed = passed;
        this.held = state.held();
        this.assigned = state.assigned();
    }

    /**
     * Of a tenant that has half of its room, or of the lowest incomplete prompt of a partition: the lane of the tenant that
     * has least in memory; among equals the one that was read longest ago.
     */
    Optional<Lane> next() {
        long now = System.nanoTime();
        return passed.lanes()
                .filter(lane -> lane.isDue(now))
                .filter(lane -> held.hasHalfItsRoom(lane.name()) || isLowest(lane, lane.first()))
                .min(Comparator.<Lane>comparingInt(lane -> held.records(lane.name()))
                        .thenComparingLong(lane -> lane.readNanos() - now));
    }

    /** Whether no incomplete prompt of its partition lies before this offset. */
    boolean isLowest(Lane lane, long offset) {
        return offset <= assigned.committable(lane.partition()).orElse(Long.MIN_VALUE);
    }
}
