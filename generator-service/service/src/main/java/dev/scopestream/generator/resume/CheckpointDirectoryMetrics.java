package dev.scopestream.generator.resume;

import dev.scopestream.spill.checkpoint.CheckpointDirectory;
import dev.scopestream.spill.checkpoint.CheckpointStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Meters of a checkpoint directory, {@code scope.checkpoints.directory.*}. */
public final class CheckpointDirectoryMetrics {
    private final MeterRegistry registry;
    private final CheckpointDirectory directory;

    private CheckpointDirectoryMetrics(MeterRegistry registry, CheckpointDirectory directory) {
        this.registry = registry;
        this.directory = directory;
    }

    /** Registers the meters. */
    public static void watch(MeterRegistry registry, CheckpointDirectory directory) {
        new CheckpointDirectoryMetrics(registry, directory).register();
    }

    private void register() {
        counter("written", CheckpointStatistics::written);
        counter("written.bytes", CheckpointStatistics::bytesWritten);
        counter("dropped", CheckpointStatistics::dropped);
        counter("failed", CheckpointStatistics::failed);
        counter("removed", CheckpointStatistics::removed);
        gauge("live.bytes", CheckpointStatistics::liveBytes);
        gauge("queue.bytes", CheckpointStatistics::queuedBytes);
        gauge("hangs", s -> s.hangs() ? 1 : 0);
    }

    private void counter(String name, ToDoubleFunction<CheckpointStatistics> value) {
        FunctionCounter.builder(
                        "scope.checkpoints.directory." + name, directory, d -> value.applyAsDouble(d.statistics()))
                .register(registry);
    }

    private void gauge(String name, ToDoubleFunction<CheckpointStatistics> value) {
        Gauge.builder("scope.checkpoints.directory." + name, directory, d -> value.applyAsDouble(d.statistics()))
                .register(registry);
    }
}
