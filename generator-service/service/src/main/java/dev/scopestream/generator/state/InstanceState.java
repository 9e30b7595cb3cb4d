package dev.scopestream.generator.state;

import dev.scopestream.generator.ids.FinishedIds;
import dev.scopestream.generator.offsets.AssignedPartitions;

/**
 * What the threads of a generator share.
 *
 * @param assigned partitions of this instance, and what is done of each
 * @param held prompts that were polled and have no final record yet
 * @param backlog prompts that wait for the engines
 * @param deliveries what waits for the delivery thread
 * @param ids request ids that have their result
 * @param outputs partitions that take no results at present
 * @param signals what other threads ask of the poll thread
 */
public record InstanceState(
        AssignedPartitions assigned,
        HeldPrompts held,
        Backlog backlog,
        DeliveryQueue deliveries,
        FinishedIds ids,
        OutputPartitions outputs,
        PollSignals signals) {
    /** Removes prompts of partitions that aren't ours any more. */
    public void forgetUnowned() {
        backlog.removeIf(prompt -> !assigned.owns(prompt.claim()));
        held.removeIf(claim -> !assigned.owns(claim));
    }

    /** Removes every prompt of the backlog; other instances serve them. */
    public void forgetBacklog() {
        backlog.removeIf(prompt -> {
            held.remove(prompt.claim());
            return true;
        });
    }
}
