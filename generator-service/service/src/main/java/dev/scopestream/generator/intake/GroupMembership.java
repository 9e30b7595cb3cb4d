package dev.scopestream.generator.intake;

import dev.scopestream.generator.fault.FaultPoint;
import dev.scopestream.generator.offsets.AssignedPartitions;
import dev.scopestream.generator.offsets.OffsetAdmission;
import dev.scopestream.generator.prompt.PromptClaim;
import dev.scopestream.generator.state.HeldPrompts;
import dev.scopestream.generator.state.InstanceState;
import dev.scopestream.generator.state.PollSignals;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer, from joining the group to quitting it. It admits polled records and pauses partitions while the limits
 * are reached; polling continues, which keeps the membership. Confined to the poll thread.
 */
final class GroupMembership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupMembership.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> consumer;
    private final Assignments assignments;
    private final AssignedPartitions assigned;
    private final HeldPrompts held;
    private final PollSignals signals;
    private final PromptIntake intake;
    private final PollStatus status;
    /** Partitions whose next record can't be admitted now, and its offset. */
    private final Map<TopicPartition, Long> parked = new HashMap<>();

    GroupMembership(
            Consumer<byte[], byte[]> consumer,
            Assignments assignments,
            InstanceState state,
            PromptIntake intake,
            PollStatus status) {
        this.consumer = consumer;
        this.assignments = assignments;
        this.assigned = state.assigned();
        this.held = state.held();
        this.signals = state.signals();
        this.intake = intake;
        this.status = status;
    }

    void run(String topic) {
        consumer.subscribe(List.of(topic), assignments);
        while (!signals.membershipEnds()) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            status.polled();
            assignments.settle();
            ConsumerGroupMetadata member = consumer.groupMetadata();
            assigned.member(member.generationId() > 0 ? member : null);
            records.partitions().forEach(partition -> admit(partition, records.records(partition)));
            regulate();
        }
    }

    private void admit(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            OffsetAdmission admission = signals.draining() || assignments.pending(partition)
                    ? OffsetAdmission.FULL
                    : assigned.admit(partition, record.offset());
            if (admission == OffsetAdmission.FULL) {
                whileOurs(List.of(partition), () -> consumer.seek(partition, record.offset()));
                parked.put(partition, record.offset());
                return;
            }
            if (admission != OffsetAdmission.DONE) {
                PromptClaim claim = assigned.claim(partition, record.offset()).orElseThrow();
                intake.take(claim, record);
                FaultPoint.ADMITTED.pass();
            }
        }
        whileOurs(List.of(partition), () -> assigned.advance(partition, consumer.position(partition)));
    }

    /** Partitions may go between two calls too (KIP-848): then there is nothing to be done for them. */
    private void whileOurs(Collection<TopicPartition> partitions, Runnable call) {
        try {
            call.run();
        } catch (IllegalStateException e) {
            if (consumer.assignment().containsAll(partitions)) {
                throw e;
            }
            LOG.debug("partitions went meanwhile: {}", partitions);
        }
    }

    /** Pauses and resumes partitions by what there is to do. */
    private void regulate() {
        boolean draining = signals.draining();
        boolean full = draining || held.full();
        Set<TopicPartition> all = consumer.assignment();
        parked.keySet().retainAll(all);
        parked.entrySet().removeIf(entry -> !draining && assigned.accepts(entry.getKey(), entry.getValue()));
        Set<TopicPartition> paused = new HashSet<>();
        for (TopicPartition partition : all) {
            if (full || parked.containsKey(partition) || assignments.pending(partition)) {
                paused.add(partition);
            }
        }
        Set<TopicPartition> resumed = new HashSet<>(all);
        resumed.removeAll(paused);
        whileOurs(paused, () -> consumer.pause(paused));
        whileOurs(resumed, () -> consumer.resume(resumed));
        status.partitions(all.size(), paused.size(), lag());
    }

    private long lag() {
        return (long) consumer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("records-lag"))
                .mapToDouble(metric -> ((Number) metric.metricValue()).doubleValue())
                .filter(Double::isFinite)
                .sum();
    }

    @Override
    public void close() {
        try {
            consumer.close(CloseOptions.timeout(CLOSE));
        } catch (TimeoutException e) {
            LOG.warn("quitting the group took too long: {}", e.toString());
        } finally {
            assigned.quit();
            status.partitions(0, 0, 0);
        }
    }
}
