package dev.scopestream.generator.resume.topic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * Where the newest checkpoints of the running requests lie, of the partitions that are assigned. Each partition's pointers
 * are committed in the generators' group as the metadata of an offset of the checkpoints' partition of the same number: the
 * group's coordinator refuses a commit of a member whose epoch has passed (KIP-848), so nobody but the partition's owner
 * moves them. Safe for use by many threads.
 */
public final class PointerTable {
    /** The pointers of one partition. */
    private static final class Owned {
        private final Uuid topic;
        private final Map<Long, HeldPointer> held = new HashMap<>();
        private long end;
        private boolean changed;

        Owned(Uuid topic, long end) {
            this.topic = topic;
            this.end = end;
        }
    }

    /** A request whose checkpoints aren't needed any more. */
    record Gone(int partition, long offset, CheckpointPointer pointer) {}

    /**
     * What is to be committed.
     *
     * @param offsets by the checkpoints' partitions
     */
    public record Commit(
            Map<TopicPartition, OffsetAndMetadata> offsets, Map<Integer, Map<Long, CheckpointPointer>> pointers) {}

    private final String topic;
    private final Map<Integer, Owned> partitions = new HashMap<>();
    /** Replaced by a later attempt's, which isn't committed yet. */
    private final List<Gone> replaced = new ArrayList<>();

    private final List<Gone> unneeded = new ArrayList<>();
    private final LongAdder refused = new LongAdder();
    private boolean underWay;

    /** @param topic of the checkpoints */
    public PointerTable(String topic) {
        this.topic = topic;
    }

    /** The partition of the checkpoints whose committed offset has the pointers of this partition of the prompts. */
    public TopicPartition partition(int number) {
        return new TopicPartition(topic, number);
    }

    /** A membership begins: nothing is ours, and no commit is under way. */
    public synchronized void clear() {
        partitions.clear();
        replaced.clear();
        underWay = false;
    }

    /**
     * A partition is assigned.
     *
     * @param committed at {@link #partition}
     * @param prompts id of the prompts' topic: pointers of an earlier one of the same name don't count
     * @return how many pointers there are
     */
    public synchronized int restore(int partition, Optional<OffsetAndMetadata> committed, Uuid prompts) {
        Owned owned =
                new Owned(prompts, committed.map(OffsetAndMetadata::offset).orElse(0L));
        committed
                .flatMap(at -> PointerCodec.decode(at.offset(), at.metadata()))
                .filter(found -> found.topic().equals(prompts))
                .ifPresent(found -> found.pointers()
                        .forEach((offset, pointer) -> owned.held.put(offset, HeldPointer.restored(pointer))));
        partitions.put(partition, owned);
        return owned.held.size();
    }

    /** Partitions aren't ours any more. */
    public synchronized void remove(Collection<TopicPartition> prompts) {
        prompts.forEach(partition -> partitions.remove(partition.partition()));
        replaced.removeIf(gone -> !partitions.containsKey(gone.partition));
    }

    synchronized Optional<CheckpointPointer> find(int partition, long offset) {
        Owned owned = partitions.get(partition);
        return Optional.ofNullable(owned == null ? null : owned.held.get(offset))
                .map(HeldPointer::newest);
    }

    /** The slot for the next checkpoint of an attempt; empty: the partition isn't ours, a later attempt has one, or no slot is free. */
    synchronized Optional<Integer> slot(int partition, long offset, int attempt) {
        Owned owned = partitions.get(partition);
        if (owned == null) {
            return Optional.empty();
        }
        HeldPointer held = owned.held.get(offset);
        if (held == null || held.newest().attempt() < attempt) {
            return Optional.of(0);
        }
        int free = held.newest().attempt() == attempt ? held.free() : -1;
        return free < 0 ? Optional.empty() : Optional.of(free);
    }

    /** A checkpoint is stored; false: the partition isn't ours any more, or a later attempt has one. */
    synchronized boolean written(int partition, long offset, CheckpointPointer pointer) {
        Owned owned = partitions.get(partition);
        HeldPointer held = owned == null ? null : owned.held.get(offset);
        int attempt = held == null ? 0 : held.newest().attempt();
        if (owned == null || attempt > pointer.attempt()) {
            return false;
        }
        if (attempt == pointer.attempt()) {
            held.replace(pointer);
        } else {
            owned.held.put(offset, HeldPointer.written(pointer));
            if (held != null) {
                replaced.add(new Gone(partition, offset, held.newest()));
            }
        }
        owned.end = Math.max(owned.end, pointer.newest().last() + 1);
        owned.changed = true;
        return true;
    }

    /** Forgets the pointers of this attempt and earlier ones. */
    synchronized Optional<Gone> removeUpTo(int partition, long offset, int attempt) {
        return find(partition, offset)
                .filter(pointer -> pointer.attempt() <= attempt)
                .map(pointer -> forget(partition, offset));
    }

    synchronized List<Gone> removeIf(int partition, LongPredicate condition) {
        Owned owned = partitions.get(partition);
        List<Long> offsets = owned == null
                ? List.of()
                : owned.held.keySet().stream().filter(condition::test).toList();
        return offsets.stream().map(offset -> forget(partition, offset)).toList();
    }

    /** The one that was written first, of another request than this. */
    synchronized Optional<Gone> removeOldest(int partition, long butOffset) {
        return partitions.entrySet().stream()
                .flatMap(owned -> owned.getValue().held.entrySet().stream()
                        .map(held -> new Gone(
                                owned.getKey(), held.getKey(), held.getValue().newest())))
                .filter(gone -> gone.partition != partition || gone.offset != butOffset)
                .min(Comparator.comparingLong(gone -> gone.pointer.newest().first()))
                .map(gone -> forget(gone.partition, gone.offset));
    }

    private Gone forget(int partition, long offset) {
        Owned owned = partitions.get(partition);
        owned.changed = true;
        return new Gone(partition, offset, owned.held.remove(offset).newest());
    }

    /** Checkpoints that no committed pointer refers to any more; each is told once. */
    synchronized List<Gone> takeUnneeded() {
        List<Gone> taken = List.copyOf(unneeded);
        unneeded.clear();
        return taken;
    }

    /** Records of the newest checkpoints, all together. */
    synchronized long records() {
        return partitions.values().stream()
                .flatMap(owned -> owned.held.values().stream())
                .mapToLong(held -> held.newest().records())
                .sum();
    }

    /** Commits that were refused. */
    public long refused() {
        return refused.sum();
    }

    /** What is to be committed now; empty: nothing, or a commit is under way. It is under way until {@link #ended}. */
    public synchronized Optional<Commit> due() {
        Optional<Commit> commit = underWay ? Optional.empty() : commit(partitions.keySet());
        underWay |= commit.isPresent();
        return commit;
    }

    /** As {@link #due}, of partitions that are given up; whatever is under way. */
    public synchronized Optional<Commit> due(Collection<TopicPartition> prompts) {
        return commit(prompts.stream().map(TopicPartition::partition).toList());
    }

    private Optional<Commit> commit(Collection<Integer> asked) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        Map<Integer, Map<Long, CheckpointPointer>> pointers = new HashMap<>();
        for (int number : asked) {
            Owned owned = partitions.get(number);
            if (owned != null && owned.changed) {
                owned.changed = false;
                Map<Long, CheckpointPointer> newest = owned.held.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, held -> held.getValue().newest()));
                String metadata = PointerCodec.encodeNewest(owned.end, new PointerCodec.Pointers(owned.topic, newest));
                offsets.put(partition(number), new OffsetAndMetadata(owned.end, metadata));
                owned.held.values().forEach(HeldPointer::sending);
                pointers.put(number, newest);
            }
        }
        return offsets.isEmpty() ? Optional.empty() : Optional.of(new Commit(offsets, pointers));
    }

    /** A commit of {@link #due()} has ended; what wasn't committed is due again. */
    public synchronized void ended(Commit commit, boolean done) {
        underWay = false;
        over(commit, done);
    }

    /** As {@link #ended}, of partitions that are given up. */
    public synchronized void over(Commit commit, boolean done) {
        if (!done) {
            refused.increment();
        }
        commit.pointers().forEach((number, pointers) -> {
            Owned owned = partitions.get(number);
            if (owned != null && !done) {
                owned.changed = true;
            } else if (owned != null) {
                pointers.forEach((offset, pointer) -> {
                    HeldPointer held = owned.held.get(offset);
                    if (held != null) {
                        held.committed(pointer);
                    }
                });
                List<Gone> free = replaced.stream()
                        .filter(gone -> gone.partition == number
                                && (!pointers.containsKey(gone.offset)
                                        || pointers.get(gone.offset).attempt() > gone.pointer.attempt()))
                        .toList();
                replaced.removeAll(free);
                unneeded.addAll(free);
            }
        });
    }
}
