package dev.scopestream.generator.intake;

import dev.scopestream.generator.resume.topic.PointerTable;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and commits the pointers to saved requests, as a member of the group. What fails costs saved requests and nothing
 * else. Confined to the poll thread.
 */
final class CommittedPointers {
    private static final Logger LOG = LoggerFactory.getLogger(CommittedPointers.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Consumer<byte[], byte[]> consumer;
    private final PointerTable table;
    private long notBeforeNanos = System.nanoTime();

    /** A membership begins: an earlier one may not have said which partitions it lost. */
    CommittedPointers(Consumer<byte[], byte[]> consumer, PointerTable table) {
        this.consumer = consumer;
        this.table = table;
        table.clear();
    }

    /** Partitions of the prompts are assigned. */
    void restore(Set<TopicPartition> prompts, Uuid topic) {
        Map<TopicPartition, OffsetAndMetadata> committed = committed(prompts.stream()
                .map(partition -> table.partition(partition.partition()))
                .collect(Collectors.toSet()));
        for (TopicPartition partition : prompts) {
            int number = partition.partition();
            int found = table.restore(number, Optional.ofNullable(committed.get(table.partition(number))), topic);
            if (found > 0) {
                LOG.info("saved requests found: partition={} count={}", partition, found);
            }
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
        try {
            return consumer.committed(partitions, PATIENCE);
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.warn("saved requests aren't known: partitions={} error=\"{}\"", partitions, e.toString());
            return Map.of();
        }
    }

    /** Commits what changed; waits for nothing. */
    void commit() {
        if (System.nanoTime() - notBeforeNanos >= 0) {
            table.due().ifPresent(due -> consumer.commitAsync(due.offsets(), (offsets, error) -> ended(due, error)));
        }
    }

    private void ended(PointerTable.Commit commit, Exception error) {
        table.ended(commit, error == null);
        if (error != null) {
            notBeforeNanos = System.nanoTime() + RETRY_NANOS;
            LOG.info("pointers to saved requests not committed: error=\"{}\"", error.toString());
        }
    }

    /** Commits what changed of partitions that are given up, before their next owner asks. */
    void commit(Collection<TopicPartition> prompts) {
        table.due(prompts).ifPresent(due -> {
            boolean done = false;
            try {
                consumer.commitSync(due.offsets(), PATIENCE);
                done = true;
            } catch (WakeupException | InterruptException e) {
                throw e;
            } catch (KafkaException e) {
                LOG.warn("pointers to saved requests not committed: partitions={} error=\"{}\"", prompts, e.toString());
            } finally {
                table.over(due, done);
            }
        });
    }

    void remove(Collection<TopicPartition> prompts) {
        table.remove(prompts);
    }
}
