package dev.scopestream.generator.intake;

import dev.scopestream.generator.offsets.AssignedPartitions;
import dev.scopestream.generator.offsets.PassedPrompts;
import dev.scopestream.generator.state.HeldPrompts;
import dev.scopestream.generator.state.InstanceState;
import dev.scopestream.generator.state.PollSignals;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer, from joining the group to quitting it. It pauses partitions while the limits are reached; polling
 * continues, which keeps the membership. Confined to the poll thread.
 */
final class GroupMembership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupMembership.class);
    private static final Duration POLL = Duration.ofMillis(100);
    /** While passed-over prompts are being read. */
    private static final Duration SHORT_POLL = Duration.ofMillis(5);

    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> consumer;
    private final Assignments assignments;
    private final RecordAdmission admission;
    private final SecondReading second;
    private final AssignedPartitions assigned;
    private final HeldPrompts held;
    private final PollSignals signals;
    private final PollStatus status;

    GroupMembership(
            Consumer<byte[], byte[]> consumer,
            Assignments assignments,
            InstanceState state,
            PromptIntake intake,
            Supplier<Consumer<byte[], byte[]>> readers,
            PollStatus status) {
        this.consumer = consumer;
        this.assignments = assignments;
        this.admission = new RecordAdmission(consumer, assignments, state, intake);
        this.second = new SecondReading(readers, assignments.passed(), state, intake);
        this.assigned = state.assigned();
        this.held = state.held();
        this.signals = state.signals();
        this.status = status;
    }

    void run(String topic) {
        consumer.subscribe(List.of(topic), assignments);
        while (!signals.stopping()) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(second.active() ? SHORT_POLL : POLL);
            status.polled();
            if (assignments.topicReplaced()) {
                LOG.warn("topic was made anew, joining anew: topic={}", topic);
                return;
            }
            assignments.settle();
            status.waits(assignments.waiting());
            ConsumerGroupMetadata member = consumer.groupMetadata();
            assigned.member(member.generationId() > 0 ? member : null);
            records.partitions().forEach(partition -> admission.admit(partition, records.records(partition)));
            second.read();
            regulate();
        }
    }

    /** Pauses and resumes partitions by what there is to do. */
    private void regulate() {
        boolean full = signals.draining() || held.full();
        Set<TopicPartition> all = consumer.assignment();
        admission.settle(all);
        Set<TopicPartition> paused = new HashSet<>();
        for (TopicPartition partition : all) {
            if (full || admission.waits(partition)) {
                paused.add(partition);
            }
        }
        Set<TopicPartition> resumed = new HashSet<>(all);
        resumed.removeAll(paused);
        admission.whileOurs(paused, () -> consumer.pause(paused));
        admission.whileOurs(resumed, () -> consumer.resume(resumed));
        status.partitions(all.size(), paused.size(), lag() + new PassedPrompts(assigned).count());
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
        try (second) {
            consumer.close(CloseOptions.timeout(CLOSE)
                    .withGroupMembershipOperation(
                            signals.leaving()
                                    ? GroupMembershipOperation.LEAVE_GROUP
                                    : GroupMembershipOperation.DEFAULT));
        } catch (TimeoutException e) {
            LOG.warn("quitting the group took too long: {}", e.toString());
        } finally {
            assigned.quit();
            status.partitions(0, 0, 0);
        }
    }
}
