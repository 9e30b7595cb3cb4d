package dev.scopestream.generator.intake;

import dev.scopestream.generator.fault.FaultPoint;
import dev.scopestream.generator.offsets.Admission;
import dev.scopestream.generator.offsets.OffsetAdmission;
import dev.scopestream.generator.offsets.PassedPrompts;
import dev.scopestream.generator.prompt.Sender;
import dev.scopestream.generator.state.InstanceState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads passed-over prompts again, in the order of a tenant's offsets in a partition, as soon as the tenant has half of its
 * room; with a consumer of its own, outside the group. The lowest incomplete prompt of a partition is admitted whether its
 * tenant has room or not, so each partition gets on. A prompt that isn't in the log any more is complete. Confined to the
 * poll thread.
 */
final class SecondReading implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SecondReading.class);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Supplier<Consumer<byte[], byte[]>> readers;
    private final PassedOver passed;
    private final InstanceState state;
    private final PassedPrompts prompts;
    private final PromptIntake intake;
    private final LaneOrder lanes;
    /** Null: not needed yet, or it failed. */
    private Consumer<byte[], byte[]> reader;
    /** Null: nothing is to be read. */
    private Scan scan;

    private long failedNanos = System.nanoTime() - PATIENCE_NANOS;

    /** @param readers of consumers without a group */
    SecondReading(
            Supplier<Consumer<byte[], byte[]>> readers, PassedOver passed, InstanceState state, PromptIntake intake) {
        this.readers = readers;
        this.passed = passed;
        this.state = state;
        this.prompts = new PassedPrompts(state.assigned());
        this.intake = intake;
        this.lanes = new LaneOrder(passed, state);
    }

    /** Whether it waits for records. */
    boolean active() {
        return scan != null;
    }

    /** Takes the records that are there; doesn't wait for them. */
    void read() {
        if (state.signals().draining()) {
            scan = null;
            return;
        }
        try {
            if (scan == null && System.nanoTime() - failedNanos >= PATIENCE_NANOS) {
                lanes.next().ifPresent(this::begin);
            }
            if (scan != null && !step()) {
                end();
            }
        } catch (KafkaException e) {
            LOG.warn("passed-over prompts can't be read, trying again: {}", e.toString());
            failedNanos = System.nanoTime();
            close();
        }
    }

    private void begin(Lane lane) {
        if (reader == null) {
            reader = readers.get();
        }
        lane.read(System.nanoTime());
        scan = new Scan(lane);
        reader.assign(List.of(lane.partition()));
        reader.seek(lane.partition(), lane.first());
    }

    private void end() {
        if (!scan.wasOfUse()) {
            scan.lane().notBefore(System.nanoTime() + RETRY_NANOS);
        }
        passed.settle(scan.lane());
        scan = null;
    }

    /** False: nothing more is to be read in this scan. */
    private boolean step() {
        Lane lane = scan.lane();
        if (!passed.contains(lane) || scan.idleNanos() > PATIENCE_NANOS) {
            return false;
        }
        for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ZERO).records(lane.partition())) {
            if (record.offset() >= scan.next() && !take(record)) {
                return false;
            }
        }
        skipTo(position());
        if (lane.isEmpty() || scan.isLong()) {
            return false;
        }
        if (lane.first() - scan.next() > Lane.GAP) {
            scan.moveTo(lane.first());
            reader.seek(lane.partition(), lane.first());
        }
        return true;
    }

    /** Where the reader is; the scan's own place, where that isn't known. */
    private long position() {
        try {
            return reader.position(scan.partition(), Duration.ZERO);
        } catch (TimeoutException e) {
            return scan.next();
        }
    }

    /** No record lies from the scan's place to before this offset. */
    private void skipTo(long offset) {
        if (offset > scan.next()) {
            int gone = prompts.gone(scan.partition(), scan.next(), offset);
            if (gone > 0) {
                LOG.warn(
                        "prompts went from the log before they were served: partition={} offset={} prompts={}",
                        scan.partition(),
                        scan.next(),
                        gone);
            }
            scan.moveTo(offset);
        }
    }

    /** False: the scan's lane is to wait. */
    private boolean take(ConsumerRecord<byte[], byte[]> record) {
        long offset = record.offset();
        skipTo(offset);
        if (prompts.contains(scan.partition(), offset)) {
            String tenant = Sender.tenantOf(record.headers());
            Lane lane = passed.lane(scan.partition(), tenant, offset).orElse(scan.lane());
            if (scan.inOrder(lane) && admit(record, tenant, lane)) {
                scan.admitted();
                lane.passTo(offset + 1);
                if (lane != scan.lane()) {
                    passed.settle(lane);
                }
            } else if (lane == scan.lane()) {
                return false;
            } else {
                scan.block(lane);
            }
        }
        scan.read(offset);
        scan.lane().passTo(offset + 1);
        return true;
    }

    private boolean admit(ConsumerRecord<byte[], byte[]> record, String tenant, Lane lane) {
        if (!state.held().hasRoom(tenant) && !lanes.isLowest(lane, record.offset())) {
            return false;
        }
        Admission admission = prompts.admit(lane.partition(), record.offset());
        if (admission.outcome() != OffsetAdmission.ADMITTED) {
            return false;
        }
        intake.take(admission.claim().orElseThrow(), record);
        FaultPoint.ADMITTED.pass();
        return true;
    }

    @Override
    public void close() {
        scan = null;
        if (reader != null) {
            reader.close(CloseOptions.timeout(Duration.ZERO));
            reader = null;
        }
    }
}
