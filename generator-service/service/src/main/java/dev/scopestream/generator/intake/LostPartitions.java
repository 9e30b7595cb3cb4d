package dev.scopestream.generator.intake;

import dev.scopestream.generator.metrics.PartitionMetrics;
import dev.scopestream.generator.offsets.AssignedPartitions;
import dev.scopestream.generator.offsets.OffsetMap;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Partitions whose offset map is lost: it's made anew, and what has its final record isn't served again. The final records
 * of many prompts are looked up in parts. Confined to the poll thread.
 */
final class LostPartitions {
    private static final Logger LOG = LoggerFactory.getLogger(LostPartitions.class);

    /** After the loss of a map attempts count from the seconds since then: higher than any count before. */
    private static final Instant ATTEMPTS_EPOCH = Instant.parse("2026-01-01T00:00:00Z");

    /** Looks up final records, see {@link FinishedTail#finished}. */
    interface Lookup {
        CompletableFuture<FinishedPlaces> finished(TopicPartition partition, long from);
    }

    /** A map that is to be made. */
    private record NewMap(Uuid topic, long from, boolean started) {}

    /**
     * What is being looked up.
     *
     * @param map that the partition gets then; empty: it has one
     */
    private record Asked(long from, Optional<NewMap> map, CompletableFuture<FinishedPlaces> places) {}

    private final Consumer<byte[], byte[]> consumer;
    private final AssignedPartitions assigned;
    private final Lookup lookup;
    private final PartitionMetrics metrics;
    private final Map<TopicPartition, Asked> asked = new HashMap<>();
    private final Map<TopicPartition, FinishedPlaces> known = new HashMap<>();

    LostPartitions(
            Consumer<byte[], byte[]> consumer, AssignedPartitions assigned, Lookup lookup, PartitionMetrics metrics) {
        this.consumer = consumer;
        this.assigned = assigned;
        this.lookup = lookup;
        this.metrics = metrics;
    }

    /**
     * The partition's map is lost.
     *
     * @param topic its id
     * @param from offset from which on nothing is known but what the final records tell
     * @param started whether prompts from there on may have been started before
     */
    void add(TopicPartition partition, Uuid topic, long from, boolean started) {
        known.remove(partition);
        ask(partition, from, Optional.of(new NewMap(topic, from, started)));
    }

    private void ask(TopicPartition partition, long from, Optional<NewMap> map) {
        asked.put(partition, new Asked(from, map, lookup.finished(partition, from)));
    }

    void remove(Collection<TopicPartition> partitions) {
        partitions.forEach(asked::remove);
        partitions.forEach(known::remove);
    }

    /** Whether its final records are being looked up. */
    boolean pending(TopicPartition partition) {
        return asked.containsKey(partition);
    }

    /** Takes the answers that are there. */
    void settle() {
        Map.copyOf(asked).forEach((partition, question) -> {
            if (question.places.isCompletedExceptionally()) {
                LOG.warn("results can't be read, trying again: partition={}", partition);
                ask(partition, question.from, question.map);
            } else if (question.places.isDone()) {
                asked.remove(partition);
                FinishedPlaces places = question.places.join();
                known.put(partition, places);
                question.map.ifPresent(map -> assign(partition, map, map.started || places.size() > 0));
            }
        });
    }

    private void assign(TopicPartition partition, NewMap wanted, boolean started) {
        OffsetMap map = OffsetMap.at(wanted.from, started ? attemptBase() : 0);
        map.topic(wanted.topic);
        consumer.seek(partition, wanted.from);
        assigned.assign(partition, map);
    }

    private static int attemptBase() {
        return Math.toIntExact(Math.max(0, Instant.now().getEpochSecond() - ATTEMPTS_EPOCH.getEpochSecond()));
    }

    /** Whether it's known if this record has its final record; if not, that is looked up. */
    boolean covers(TopicPartition partition, long offset) {
        FinishedPlaces places = known.get(partition);
        if (places == null || places.covers(offset)) {
            return true;
        }
        known.remove(partition);
        ask(partition, offset, Optional.empty());
        return false;
    }

    /** Whether this prompt has its final record, by the topics of results and dead letters. */
    boolean isFinished(TopicPartition partition, ConsumerRecord<byte[], byte[]> prompt) {
        FinishedPlaces places = known.get(partition);
        if (places == null) {
            return false;
        }
        if (places.isPast(prompt.offset())) {
            known.remove(partition);
            return false;
        }
        boolean finished = places.contains(prompt);
        if (finished) {
            metrics.duplicate();
        }
        return finished;
    }
}
