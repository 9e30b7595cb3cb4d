package dev.scopestream.generator.intake;

import dev.scopestream.generator.fault.FaultPoint;
import dev.scopestream.generator.ids.ResultsWatch;
import dev.scopestream.generator.metrics.GeneratorMetrics;
import dev.scopestream.generator.offsets.Claim;
import dev.scopestream.generator.offsets.Ledger;
import dev.scopestream.generator.offsets.OffsetMap.Admission;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The poll thread: owns the consumer, admits what it polls, pauses partitions when there is enough to do, and goes on
 * polling, so that the group keeps it. After a failure that ends a consumer's use it makes a new one.
 */
public final class PollLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(PollLoop.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long BACKOFF_MILLIS = 1000;

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final String topic;
    private final Ledger ledger;
    private final Intake intake;
    private final Held held;
    private final FinishedTail tail;
    private final ResultsWatch results;
    private final GeneratorMetrics metrics;
    private final java.util.function.Consumer<Collection<TopicPartition>> giveUp;
    private final Runnable forget;
    private final PollStatus status;
    private final Map<TopicPartition, Long> parked = new HashMap<>();
    private volatile boolean rejoin;
    private volatile boolean draining;
    private volatile boolean stopping;

    /** As {@link Assignments} takes them: {@code giveUp}, {@code forget}. */
    public PollLoop(
            Supplier<Consumer<byte[], byte[]>> consumers,
            String topic,
            Flow flow,
            Intake intake,
            FinishedTail tail,
            ResultsWatch results,
            GeneratorMetrics metrics,
            java.util.function.Consumer<Collection<TopicPartition>> giveUp,
            Runnable forget,
            PollStatus status) {
        this.consumers = consumers;
        this.topic = topic;
        this.ledger = flow.ledger();
        this.held = flow.held();
        this.intake = intake;
        this.tail = tail;
        this.results = results;
        this.metrics = metrics;
        this.giveUp = giveUp;
        this.forget = forget;
        this.status = status;
    }

    /** Leaves the group, forgets everything in flight, and joins again. */
    public void rejoin() {
        rejoin = true;
    }

    /** Admits nothing more, but stays in the group. */
    public void drain() {
        draining = true;
    }

    /** Leaves the group; {@link #run} returns. */
    public void stop() {
        stopping = true;
    }

    @Override
    public void run() {
        while (!stopping) {
            rejoin = false;
            try (Membership membership = new Membership(consumers.get())) {
                membership.run();
            } catch (WakeupException e) {
                LOG.debug("woken up");
            } catch (KafkaException | IllegalStateException e) {
                status.failed(e.toString());
                LOG.warn("consumer failed, making a new one: {}", e.toString());
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(BACKOFF_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping = true;
        }
    }

    /** One consumer, from joining the group to leaving it. */
    private final class Membership implements AutoCloseable {
        private final Consumer<byte[], byte[]> consumer;
        private final Assignments assignments;

        Membership(Consumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
            this.assignments = new Assignments(consumer, ledger, tail, results, metrics, giveUp, forget);
        }

        void run() {
            consumer.subscribe(List.of(topic), assignments);
            while (!stopping && !rejoin) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                status.polled();
                assignments.settle();
                ConsumerGroupMetadata member = consumer.groupMetadata();
                ledger.member(member.generationId() > 0 ? member : null);
                records.partitions().forEach(partition -> admit(partition, records.records(partition)));
                regulate();
            }
        }

        private void admit(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                Admission admission = draining || assignments.pending(partition)
                        ? Admission.FULL
                        : ledger.admit(partition, record.offset());
                if (admission == Admission.FULL) {
                    whileOurs(List.of(partition), () -> consumer.seek(partition, record.offset()));
                    parked.put(partition, record.offset());
                    return;
                }
                if (admission != Admission.DONE) {
                    Claim claim = ledger.claim(partition, record.offset()).orElseThrow();
                    intake.take(claim, record);
                    FaultPoint.ADMITTED.pass();
                }
            }
            whileOurs(List.of(partition), () -> ledger.advance(partition, consumer.position(partition)));
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
            boolean full = draining || held.full();
            Set<TopicPartition> assigned = consumer.assignment();
            parked.keySet().retainAll(assigned);
            parked.entrySet().removeIf(entry -> !draining && ledger.accepts(entry.getKey(), entry.getValue()));
            Set<TopicPartition> paused = new HashSet<>();
            for (TopicPartition partition : assigned) {
                if (full || parked.containsKey(partition) || assignments.pending(partition)) {
                    paused.add(partition);
                }
            }
            Set<TopicPartition> resumed = new HashSet<>(assigned);
            resumed.removeAll(paused);
            whileOurs(paused, () -> consumer.pause(paused));
            whileOurs(resumed, () -> consumer.resume(resumed));
            status.partitions(assigned.size(), paused.size(), lag());
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
                consumer.close(CloseOptions.timeout(Duration.ofSeconds(5)));
            } catch (TimeoutException e) {
                LOG.warn("leaving the group took too long: {}", e.toString());
            } finally {
                ledger.leave();
                parked.clear();
                forget.run();
                status.partitions(0, 0, 0);
            }
        }
    }
}
