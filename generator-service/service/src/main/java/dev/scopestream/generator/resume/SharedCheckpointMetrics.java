package dev.scopestream.generator.resume;

import dev.scopestream.generator.resume.topic.PointerTable;
import dev.scopestream.spill.checkpoint.CheckpointStatistics;
import dev.scopestream.spill.checkpoint.QueuedCheckpoints;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Meters of a shared checkpoint store, {@code scope.checkpoints.store.*}. */
public final class SharedCheckpointMetrics {
    private final MeterRegistry registry;
    private final QueuedCheckpoints checkpoints;

    private SharedCheckpointMetrics(MeterRegistry registry, QueuedCheckpoints checkpoints) {
        this.registry = registry;
        this.checkpoints = checkpoints;
    }

    /** Registers the meters. */
    public static void watch(MeterRegistry registry, QueuedCheckpoints checkpoints) {
        new SharedCheckpointMetrics(registry, checkpoints).register();
    }

    /** Registers the meters of its pointers. */
    public static void watch(MeterRegistry registry, PointerTable pointers) {
        FunctionCounter.builder("scope.checkpoints.pointers.refused", pointers, PointerTable::refused)
                .register(registry);
    }

    private void register() {
        counter("written", CheckpointStatistics::written);
        counter("written.bytes", CheckpointStatistics::bytesWritten);
        counter("changes", CheckpointStatistics::changes);
        counter("changes.bytes", CheckpointStatistics::changeBytes);
        counter("dropped", CheckpointStatistics::dropped);
        counter("failed", CheckpointStatistics::failed);
        counter("removed", CheckpointStatistics::removed);
        gauge("live.bytes", CheckpointStatistics::liveBytes);
        gauge("queue.bytes", CheckpointStatistics::queuedBytes);
        gauge("hangs", s -> s.hangs() ? 1 : 0);
    }

    private void counter(String name, ToDoubleFunction<CheckpointStatistics> value) {
        FunctionCounter.builder(
                        "scope.checkpoints.store." + name, checkpoints, c -> value.applyAsDouble(c.statistics()))
                .register(registry);
    }

    private void gauge(String name, ToDoubleFunction<CheckpointStatistics> value) {
        Gauge.builder("scope.checkpoints.store." + name, checkpoints, c -> value.applyAsDouble(c.statistics()))
                .register(registry);
    }
}
