package dev.scopestream.generator.delivery;

import dev.scopestream.generator.delivery.PartitionLeaders.Replicas;
import dev.scopestream.generator.state.InstanceState;
import dev.scopestream.generator.state.OutputPartitions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Output partitions that didn't take a record. One is tried again with a record of its own: at once when it has got a
 * leader or other replicas in sync, else after {@link #FIRST}, and twice as long each time, up to {@link #LONGEST}. Nothing
 * counts while no broker answers: then nothing can be stored anywhere. Belongs to the delivery thread.
 */
@Singleton
final class Outages {
    static final Duration FIRST = Duration.ofSeconds(5);
    static final Duration LONGEST = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(Outages.class);
    private static final long ASK_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int DOUBLINGS = 6;
    /** A try of one that takes no marker leaves another transaction without end: it counts as so many. */
    private static final int UNMARKED_TRIES = 3;

    /**
     * @param tries of it alone that failed
     * @param seen replicas when it failed last; empty: its topic wasn't there
     * @param open whether prompts may start for it again, until one's result is refused
     */
    private record Outage(int tries, long failedNanos, Optional<Replicas> seen, boolean open) {}

    private final OutputPartitions outputs;
    private final Function<Set<String>, CompletableFuture<Map<TopicPartition, Replicas>>> leaders;
    private final LongSupplier nanos;
    private final Map<TopicPartition, Outage> outages = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private Map<TopicPartition, Replicas> replicas = Map.of();
    private CompletableFuture<Map<TopicPartition, Replicas>> asked;
    private long askedNanos;

    @Inject
    Outages(InstanceState state, PartitionLeaders leaders) {
        this(state.outputs(), leaders::of, System::nanoTime);
    }

    /**
     * @param leaders as {@link PartitionLeaders#of}
     * @param nanos a clock, as {@link System#nanoTime}
     */
    Outages(
            OutputPartitions outputs,
            Function<Set<String>, CompletableFuture<Map<TopicPartition, Replicas>>> leaders,
            LongSupplier nanos) {
        this.outputs = outputs;
        this.leaders = leaders;
        this.nanos = nanos;
    }

    /** Whether there are none. */
    boolean none() {
        return outages.isEmpty();
    }

    /**
     * These didn't take a record.
     *
     * @param unmarked partitions that hold up the end of a transaction, as they don't take its marker; where there are any,
     *     others that have a leader may have failed for the transaction's sake, and don't count
     */
    void failed(Collection<TopicPartition> partitions, Set<TopicPartition> unmarked) throws InterruptedException {
        Optional<Map<TopicPartition, Replicas>> now = ask(partitions);
        if (now.isEmpty()) {
            return;
        }
        asked = null;
        askedNanos = nanos.getAsLong();
        Map<TopicPartition, Outage> earlier = Map.copyOf(outages);
        known(now.get());
        for (TopicPartition partition : partitions) {
            Optional<Replicas> seen = seen(partition);
            Outage before = earlier.get(partition);
            int tries = before == null ? 0 : before.tries + 1;
            if (unmarked.contains(partition)) {
                add(partition, Math.max(UNMARKED_TRIES, tries), seen);
            } else if (before != null || (!outages.containsKey(partition) && (unmarked.isEmpty() || seen.isEmpty()))) {
                add(partition, tries, seen);
            }
        }
        publish();
    }

    private void add(TopicPartition partition, int tries, Optional<Replicas> seen) {
        outages.put(partition, new Outage(tries, nanos.getAsLong(), seen, false));
        LOG.warn("partition takes no records, what needs it waits: partition={} tries={}", partition, tries);
    }

    private Optional<Map<TopicPartition, Replicas>> ask(Collection<TopicPartition> partitions)
            throws InterruptedException {
        try {
            return Optional.of(leaders.apply(topics(partitions))
                    .get(PartitionLeaders.PATIENCE_MILLIS + 500L, TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            LOG.debug("no broker tells who leads", e);
            return Optional.empty();
        }
    }

    private static Set<String> topics(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet());
    }

    /** Other partitions that have no leader needn't fail a transaction each. */
    private void known(Map<TopicPartition, Replicas> now) {
        replicas = now;
        now.keySet().forEach(p -> counts.merge(p.topic(), p.partition() + 1, Math::max));
        now.forEach((partition, found) -> {
            if (!found.led() && !outages.containsKey(partition)) {
                add(partition, 0, Optional.of(found));
            }
        });
    }

    private Optional<Replicas> seen(TopicPartition partition) {
        return partition.partition() == OutputPartitions.ALL
                ? replicas.entrySet().stream()
                        .filter(e -> e.getKey().topic().equals(partition.topic()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                : Optional.ofNullable(replicas.get(partition));
    }

    /** Records were stored there. */
    void stored(Collection<TopicPartition> partitions) {
        boolean changed = false;
        for (TopicPartition partition : partitions) {
            TopicPartition all = new TopicPartition(partition.topic(), OutputPartitions.ALL);
            if (outages.keySet().removeAll(Set.of(partition, all))) {
                LOG.info("partition takes records again: partition={}", partition);
                changed = true;
            }
        }
        if (changed) {
            publish();
        }
    }

    /** Nothing waits for these at the moment: prompts may start for them, and the first result tries again. */
    void open(Collection<TopicPartition> partitions) {
        partitions.forEach(p -> outages.computeIfPresent(
                p, (same, outage) -> new Outage(outage.tries, outage.failedNanos, outage.seen, true)));
        publish();
    }

    private void publish() {
        Set<TopicPartition> closed = new HashSet<>();
        outages.forEach((partition, outage) -> {
            if (!outage.open) {
                closed.add(partition);
            }
        });
        outputs.close(counts, closed);
    }

    /** Asks the cluster from time to time, without waiting for it. */
    void refresh() {
        if (asked != null && asked.isDone()) {
            if (!asked.isCompletedExceptionally()) {
                known(asked.join());
                publish();
            }
            asked = null;
        }
        if (asked == null && !none() && nanos.getAsLong() - askedNanos >= ASK_NANOS) {
            askedNanos = nanos.getAsLong();
            asked = leaders.apply(topics(outages.keySet()));
        }
    }

    /** Those of them that are to be tried again. */
    Set<TopicPartition> due() {
        return outages.keySet().stream().filter(this::isDue).collect(Collectors.toSet());
    }

    private boolean isDue(TopicPartition partition) {
        Outage outage = outages.get(partition);
        Optional<Replicas> now = seen(partition);
        if (now.filter(Replicas::led).isEmpty()) {
            return false;
        }
        long wait = Math.min(LONGEST.toNanos(), FIRST.toNanos() << Math.min(DOUBLINGS, Math.max(0, outage.tries - 1)));
        return outage.tries == 0 || !now.equals(outage.seen) || nanos.getAsLong() - outage.failedNanos >= wait;
    }

    /**
     * The outages that a record would meet: none means that it can be sent.
     *
     * @param key empty: it has none
     */
    Set<TopicPartition> met(String topic, Optional<byte[]> key) {
        Set<TopicPartition> met = new HashSet<>();
        TopicPartition all = new TopicPartition(topic, OutputPartitions.ALL);
        if (outages.containsKey(all)) {
            met.add(all);
        }
        key.flatMap(bytes -> OutputPartitions.of(topic, bytes, counts))
                .filter(outages::containsKey)
                .ifPresent(met::add);
        if (key.isEmpty() && out(topic) && free(topic).isEmpty()) {
            outages.keySet().stream().filter(p -> p.topic().equals(topic)).forEach(met::add);
        }
        return met;
    }

    /** A partition for a record without key; empty: the producer may choose, or there is none. */
    Optional<Integer> instead(String topic) {
        return out(topic) ? free(topic) : Optional.empty();
    }

    private boolean out(String topic) {
        return outages.keySet().stream().anyMatch(p -> p.topic().equals(topic));
    }

    private Optional<Integer> free(String topic) {
        return IntStream.range(0, counts.getOrDefault(topic, 0))
                .boxed()
                .filter(p -> !outages.containsKey(new TopicPartition(topic, p)))
                .findFirst();
    }
}
