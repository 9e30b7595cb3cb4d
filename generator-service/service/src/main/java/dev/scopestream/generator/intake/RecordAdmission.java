package dev.scopestream.generator.intake;

import dev.scopestream.generator.fault.FaultPoint;
import dev.scopestream.generator.offsets.Admission;
import dev.scopestream.generator.offsets.AssignedPartitions;
import dev.scopestream.generator.offsets.OffsetAdmission;
import dev.scopestream.generator.offsets.PassedPrompts;
import dev.scopestream.generator.prompt.Sender;
import dev.scopestream.generator.state.Backlog;
import dev.scopestream.generator.state.HeldPrompts;
import dev.scopestream.generator.state.InstanceState;
import dev.scopestream.generator.state.OutputPartitions;
import dev.scopestream.generator.state.PollSignals;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.record.TimestampType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Admits polled records. A record that can't be admitted now is polled again later: its partition's position goes back to
 * it. Confined to the poll thread.
 */
final class RecordAdmission {
    private static final Logger LOG = LoggerFactory.getLogger(RecordAdmission.class);

    /** A full map is read on when it takes so many records: each time the consumer fetches anew. */
    private static final int ROOM = 64;

    private final Consumer<byte[], byte[]> consumer;
    private final Assignments assignments;
    private final AssignedPartitions assigned;
    private final PassedPrompts prompts;
    private final HeldPrompts held;
    private final OutputPartitions outputs;
    private final Backlog backlog;
    private final PollSignals signals;
    private final PromptIntake intake;
    /** Partitions whose next record can't be admitted now, and its offset. */
    private final Map<TopicPartition, Long> parked = new HashMap<>();

    /** Those of them whose next record waits for a partition of an output topic. */
    private final Set<TopicPartition> hindered = new HashSet<>();

    private boolean warned;

    RecordAdmission(
            Consumer<byte[], byte[]> consumer, Assignments assignments, InstanceState state, PromptIntake intake) {
        this.consumer = consumer;
        this.assignments = assignments;
        this.assigned = state.assigned();
        this.prompts = new PassedPrompts(assigned);
        this.held = state.held();
        this.outputs = state.outputs();
        this.backlog = state.backlog();
        this.signals = state.signals();
        this.intake = intake;
    }

    /** Admits a partition's records, in the order of their offsets, as far as that is possible now. */
    void admit(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
        warnOfSendersTimes(records.get(0));
        boolean hinder = hinders();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            boolean waits = hinder && !outputs.take(record);
            if (waits) {
                hindered.add(partition);
            }
            Admission admission = waits ? Admission.of(OffsetAdmission.FULL) : admit(partition, record);
            if (admission.outcome() == OffsetAdmission.REWOUND) {
                assignments.rewound(partition, record.offset());
            }
            if (admission.outcome() == OffsetAdmission.REWOUND || admission.outcome() == OffsetAdmission.FULL) {
                whileOurs(List.of(partition), () -> consumer.seek(partition, record.offset()));
                parked.put(partition, record.offset());
                return;
            }
            if (admission.claim().isPresent()) {
                intake.take(admission.claim().get(), record);
                FaultPoint.ADMITTED.pass();
            }
        }
    }

    /** Whether as many prompts as may be held wait for partitions of output topics. */
    private boolean hinders() {
        return !outputs.closed().isEmpty() && held.isHalf(backlog.count(prompt -> !outputs.take(prompt)));
    }

    private void warnOfSendersTimes(ConsumerRecord<byte[], byte[]> record) {
        if (record.timestampType() == TimestampType.CREATE_TIME && !warned) {
            warned = true;
            LOG.warn(
                    "prompts have their senders' times, cancellations and repeated ids are ordered by senders' clocks:"
                            + " topic={} needs message.timestamp.type=LogAppendTime, see 'scopestream topics apply'",
                    record.topic());
        }
    }

    private Admission admit(TopicPartition partition, ConsumerRecord<byte[], byte[]> record) {
        if (signals.draining()
                || assignments.pending(partition)
                || !assignments.lost().covers(partition, record.offset())) {
            return Admission.of(OffsetAdmission.FULL);
        }
        if (assignments.lost().isFinished(partition, record)) {
            return assigned.skip(partition, record.offset(), record.leaderEpoch());
        }
        String tenant = Sender.tenantOf(record.headers());
        if (!isPassedOver(partition, record.offset(), tenant)) {
            return assigned.admit(partition, record.offset(), record.leaderEpoch());
        }
        Admission admission = prompts.pass(partition, record.offset(), record.leaderEpoch());
        if (admission.outcome() == OffsetAdmission.PASSED) {
            assignments.passed().add(partition, tenant, record.offset());
        }
        return admission;
    }

    /** Its tenant has no room, or others of the tenant's go before it; a suspect always comes into memory. */
    private boolean isPassedOver(TopicPartition partition, long offset, String tenant) {
        return (assignments.passed().has(partition, tenant) || !held.hasRoom(tenant))
                && assigned.attempts(partition, offset).deaths() == 0;
    }

    /**
     * Lets go of partitions that aren't assigned any more, and takes note of positions: what lies before them and was
     * not delivered (transaction markers, aborted records, at the end of a log too) is complete.
     */
    void settle(Set<TopicPartition> all) {
        parked.keySet().retainAll(all);
        if (!hindered.isEmpty() && !hinders()) {
            hindered.clear();
        }
        parked.entrySet()
                .removeIf(entry -> !signals.draining()
                        && !hindered.contains(entry.getKey())
                        && assigned.accepts(entry.getKey(), entry.getValue(), ROOM));
        for (TopicPartition partition : all) {
            if (!waits(partition)) {
                whileOurs(List.of(partition), () -> advance(partition));
            }
        }
    }

    private void advance(TopicPartition partition) {
        try {
            assigned.advance(partition, consumer.position(partition, Duration.ZERO));
        } catch (TimeoutException e) {
            LOG.debug("position not known at the moment: partition={}", partition);
        }
    }

    /** Whether nothing of this partition can be admitted now. */
    boolean waits(TopicPartition partition) {
        return parked.containsKey(partition) || assignments.pending(partition);
    }

    /** Partitions may go between two calls too (KIP-848): then there is nothing to be done for them. */
    void whileOurs(Collection<TopicPartition> partitions, Runnable call) {
        try {
            call.run();
        } catch (IllegalStateException e) {
            if (consumer.assignment().containsAll(partitions)) {
                throw e;
            }
            LOG.debug("partitions went meanwhile: {}", partitions);
        }
    }
}
