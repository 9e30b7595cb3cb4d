package dev.scopestream.generator.offsets;

import dev.scopestream.generator.prompt.PromptClaim;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The partitions assigned to this instance, with the offset map of each. The poll thread assigns, admits and revokes; the
 * delivery thread prepares and applies.
 *
 * <p>Nothing is committed for a revoked partition: {@link #prepare} takes offsets and group membership in one step, and
 * the poll thread passes a newer membership only after its callbacks have run. An offset of a revoked partition is
 * therefore sent with the membership of its assignment. The group coordinator refuses that membership as soon as
 * another member may own the partition (KIP-447, KIP-848).
 */
public final class AssignedPartitions {
    private final OwnedMaps owned = new OwnedMaps();
    private ConsumerGroupMetadata group;

    /** Adds a partition; its map replaces any earlier one. */
    public synchronized void assign(TopicPartition partition, OffsetMap map) {
        owned.put(partition, map);
    }

    /** These partitions aren't ours any more. */
    public synchronized void remove(Collection<TopicPartition> partitions) {
        partitions.forEach(owned::remove);
    }

    /** The membership as the consumer has it after a poll; null: none. */
    public synchronized void member(ConsumerGroupMetadata metadata) {
        group = metadata;
    }

    /** Not a member any more, and nothing is ours. */
    public synchronized void quit() {
        group = null;
        owned.clear();
    }

    public synchronized Set<TopicPartition> partitions() {
        return owned.partitions();
    }

    /**
     * See {@link OffsetMap#admit}; {@link OffsetAdmission#FULL} where the partition isn't ours.
     *
     * @param leaderEpoch of the record
     */
    public Admission admit(TopicPartition partition, long offset, Optional<Integer> leaderEpoch) {
        return admit(partition, offset, leaderEpoch, map -> map.admit(offset));
    }

    /** See {@link OffsetMap#skip}; {@link OffsetAdmission#FULL} where the partition isn't ours. */
    public Admission skip(TopicPartition partition, long offset, Optional<Integer> leaderEpoch) {
        return admit(partition, offset, leaderEpoch, map -> map.skip(offset));
    }

    synchronized Admission admit(
            TopicPartition partition,
            long offset,
            Optional<Integer> leaderEpoch,
            Function<OffsetMap, OffsetAdmission> admission) {
        OffsetMap map = owned.get(partition);
        if (map == null) {
            return Admission.of(OffsetAdmission.FULL);
        }
        OffsetAdmission outcome = admission.apply(map);
        map.leaderEpoch(leaderEpoch);
        return outcome == OffsetAdmission.ADMITTED
                ? new Admission(outcome, Optional.of(owned.claim(partition, offset)))
                : Admission.of(outcome);
    }

    /** The claim's final record may be committed at any time from now on: its map keeps space for that. */
    public synchronized void ending(PromptClaim claim) {
        OffsetMap mine = owned.of(claim);
        if (mine != null) {
            mine.space().ending(claim.offset());
        }
    }

    /** A question about a partition's map, or a change of it; {@code otherwise} where the partition isn't ours. */
    synchronized <T> T ask(TopicPartition partition, T otherwise, Function<OffsetMap, T> question) {
        OffsetMap mine = owned.get(partition);
        return mine == null ? otherwise : question.apply(mine);
    }

    /** The offset that may be committed; empty where the partition isn't ours. */
    public OptionalLong committable(TopicPartition partition) {
        return ask(partition, OptionalLong.empty(), map -> OptionalLong.of(map.committable()));
    }

    /** See {@link OffsetMap#advance}. */
    public synchronized void advance(TopicPartition partition, long position) {
        OffsetMap mine = owned.get(partition);
        if (mine != null) {
            mine.advance(position);
        }
    }

    /** See {@link OffsetMap#accepts(long, int)}. */
    public boolean accepts(TopicPartition partition, long offset, int records) {
        return ask(partition, false, map -> map.accepts(offset, records));
    }

    /** Whether a record of a partition of ours has its final record. */
    public boolean isDone(TopicPartition partition, long offset) {
        return ask(partition, false, map -> map.isDone(offset));
    }

    /** How often a record of a partition of ours was started. */
    public Attempts attempts(TopicPartition partition, long offset) {
        return ask(partition, Attempts.NONE, map -> map.attempts(offset));
    }

    public synchronized boolean owns(PromptClaim claim) {
        return owned.of(claim) != null;
    }

    public synchronized Attempts attempts(PromptClaim claim) {
        OffsetMap mine = owned.of(claim);
        return mine == null ? Attempts.NONE : mine.attempts(claim.offset());
    }

    /**
     * Whether an attempt at this can be recorded.
     *
     * @param starting claims whose attempts may not be recorded yet
     */
    public synchronized boolean mayBegin(PromptClaim claim, Collection<PromptClaim> starting) {
        OffsetMap mine = owned.of(claim);
        if (mine == null) {
            return false;
        }
        List<Long> offsets = starting.stream()
                .filter(c -> c.partition().equals(claim.partition()) && c.assignment() == claim.assignment())
                .map(PromptClaim::offset)
                .toList();
        return mine.mayBegin(claim.offset(), offsets);
    }

    /** The number of the claim's latest attempt, from 1 once one was begun. */
    public synchronized int attempt(PromptClaim claim) {
        OffsetMap mine = owned.of(claim);
        return mine == null ? 0 : mine.attempt(claim.offset());
    }

    /** Prompts of all partitions that had so many {@link Attempts#deaths} when their partitions were assigned. */
    public synchronized int suspects(int deaths) {
        return owned.maps().mapToInt(map -> map.suspects(deaths)).sum();
    }

    /** Incomplete admitted records, of all partitions. */
    public synchronized int incomplete() {
        return owned.maps().mapToInt(OffsetMap::incomplete).sum();
    }

    /** What to commit so that these changes hold, without the changes whose partitions aren't ours. */
    public synchronized Prepared prepare(List<Change> changes) {
        return owned.prepare(changes, group);
    }

    /** The transaction was committed. */
    public synchronized void applied(Prepared prepared) {
        owned.applied(prepared);
    }

    /** What the group's offsets are if this is committed, of partitions where it changes anything that is still ours. */
    public synchronized Map<TopicPartition, OffsetAndMetadata> expected(Prepared prepared) {
        return owned.expected(prepared);
    }
}
