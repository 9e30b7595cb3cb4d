package dev.scopestream.generator.metrics;

import dev.scopestream.generator.spill.RocksSpiller;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** What the spill store and its writer count, {@code scope.spill.*}. */
public final class SpillMetrics {
    private SpillMetrics() {}

    public static void watch(MeterRegistry registry, RocksSpiller spiller) {
        counter(registry, spiller, "scope.spill.blocks.submitted", s -> s.writerStatistics()
                .submitted());
        counter(registry, spiller, "scope.spill.blocks.written", s -> s.writerStatistics()
                .written());
        counter(registry, spiller, "scope.spill.blocks.dropped", s -> s.writerStatistics()
                .dropped());
        counter(registry, spiller, "scope.spill.bytes.written", s -> s.statistics()
                .bytesPut());
        counter(registry, spiller, "scope.spill.evicted", s -> s.statistics().evicted());
        counter(registry, spiller, "scope.recall.blocks.memory", s -> s.readerStatistics()
                .fromMemory());
        counter(registry, spiller, "scope.recall.blocks.store", s -> s.readerStatistics()
                .fromStore());
        counter(registry, spiller, "scope.recall.blocks.ahead", s -> s.readerStatistics()
                .prefetched());
        counter(registry, spiller, "scope.recall.layers.late", RocksSpiller::late);
        counter(registry, spiller, "scope.recall.blocks.missed", s -> s.readerStatistics()
                .missed());
        gauge(registry, spiller, "scope.spill.queue.bytes", s -> s.writerStatistics()
                .queuedBytes());
        gauge(registry, spiller, "scope.spill.live.bytes", s -> s.statistics().liveBytes());
        gauge(registry, spiller, "scope.spill.disk.bytes", s -> s.statistics().diskBytes());
    }

    private static void counter(
            MeterRegistry registry, RocksSpiller spiller, String name, ToDoubleFunction<RocksSpiller> value) {
        FunctionCounter.builder(name, spiller, value).register(registry);
    }

    private static void gauge(
            MeterRegistry registry, RocksSpiller spiller, String name, ToDoubleFunction<RocksSpiller> value) {
        Gauge.builder(name, spiller, value).register(registry);
    }
}
