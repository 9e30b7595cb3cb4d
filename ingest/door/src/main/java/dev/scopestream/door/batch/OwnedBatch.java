package dev.scopestream.door.batch;

import dev.scopestream.client.batch.BatchState;
import dev.scopestream.client.batch.BatchWatch;
import dev.scopestream.door.files.Clocks;
import dev.scopestream.door.files.TenantDirectory;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A batch that this door alone runs, and its record. For one thread. */
final class OwnedBatch implements BatchWatch {
    private static final long SAVE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final Ended CANCELLED =
            new Ended("batch_cancelled", "the batch was cancelled before this request had an answer");
    private static final Ended EXPIRED =
            new Ended("batch_expired", "this request had no answer before the completion window expired");

    private final TenantDirectory directory;
    private final BooleanSupplier stopped;
    private StoredBatch batch;
    private BatchState state;
    private BatchStatus end;
    private long saved = System.nanoTime();
    private long looked = System.nanoTime() - LOOK_NANOS;

    OwnedBatch(TenantDirectory directory, StoredBatch batch, BooleanSupplier stopped) {
        this.directory = directory;
        this.batch = batch;
        this.stopped = stopped;
        this.end = batch.progress().end();
    }

    BatchRequest request() {
        return batch.request();
    }

    BatchProgress current() {
        return batch.progress();
    }

    /** Writes the record. */
    void save(BatchProgress next) {
        batch = batch.with(next);
        directory.write(request().id(), batch);
        saved = System.nanoTime();
    }

    /** What is counted. */
    void watch(BatchState lines) {
        state = lines;
        saveCounts();
    }

    void saveCounts() {
        BatchProgress.Counts counts = BatchProgress.Counts.of(state);
        if (!counts.equals(current().counts())) {
            save(current().with(counts));
        }
    }

    /** @throws CancellationException when this door is being closed */
    void checkStopped() {
        if (stopped.getAsBoolean()) {
            throw new CancellationException("the door is being closed");
        }
    }

    @Override
    public void progress() {
        checkStopped();
        if (System.nanoTime() - saved > SAVE_NANOS) {
            saveCounts();
        }
    }

    @Override
    public Optional<Ended> ended() {
        if (end == null && System.nanoTime() - looked > LOOK_NANOS) {
            looked = System.nanoTime();
            OptionalLong cancelled = Batches.cancelledAt(directory, request());
            if (cancelled.isPresent()) {
                end = BatchStatus.CANCELLED;
                save(current().endsAs(end).at(BatchStatus.CANCELLING, cancelled.getAsLong()));
            } else if (Clocks.seconds() >= request().expiresAt()) {
                end = BatchStatus.EXPIRED;
                save(current().endsAs(end));
            }
        }
        return Optional.ofNullable(
                end == BatchStatus.CANCELLED ? CANCELLED : end == BatchStatus.EXPIRED ? EXPIRED : null);
    }

    /** Every line is done with. */
    void finalizing() {
        save(current().endsAs(end == null ? BatchStatus.COMPLETED : end).at(BatchStatus.FINALIZING, Clocks.seconds()));
    }
}
