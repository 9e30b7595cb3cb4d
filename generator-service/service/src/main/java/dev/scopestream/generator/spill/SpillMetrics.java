package dev.scopestream.generator.spill;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Meters of the spill store, its writer and its reader, {@code scope.spill.*} and {@code scope.recall.*}. */
public final class SpillMetrics {
    private final MeterRegistry registry;
    private final SpillPipeline pipeline;

    private SpillMetrics(MeterRegistry registry, SpillPipeline pipeline) {
        this.registry = registry;
        this.pipeline = pipeline;
    }

    /** Registers the meters. */
    public static void watch(MeterRegistry registry, RocksEvictionSpill spill) {
        new SpillMetrics(registry, spill.pipeline()).register();
        Gauge.builder("scope.spill.disk.free.bytes", spill, RocksEvictionSpill::freeBytes)
                .register(registry);
    }

    private void register() {
        counter("scope.spill.blocks.submitted", p -> p.writer().statistics().submitted());
        counter("scope.spill.blocks.written", p -> p.writer().statistics().written());
        counter("scope.spill.blocks.dropped", p -> p.writer().statistics().dropped());
        counter("scope.spill.bytes.written", p -> p.store().statistics().bytesPut());
        counter("scope.spill.evicted", p -> p.store().statistics().evicted());
        counter("scope.recall.blocks.memory", p -> p.reader().statistics().fromMemory());
        counter("scope.recall.blocks.store", p -> p.reader().statistics().fromStore());
        counter("scope.recall.blocks.ahead", p -> p.reader().statistics().prefetched());
        counter("scope.recall.layers.late", p -> p.prefetcher().late());
        counter("scope.recall.blocks.missed", p -> p.reader().statistics().missed());
        gauge(
                "scope.spill.hangs",
                p -> p.store().hangs() || p.writer().statistics().stalled() ? 1 : 0);
        gauge("scope.spill.queue.bytes", p -> p.writer().statistics().queuedBytes());
        gauge("scope.spill.live.bytes", p -> p.store().statistics().liveBytes());
        gauge("scope.spill.disk.bytes", p -> p.store().statistics().diskBytes());
    }

    private void counter(String name, ToDoubleFunction<SpillPipeline> value) {
        FunctionCounter.builder(name, pipeline, value).register(registry);
    }

    private void gauge(String name, ToDoubleFunction<SpillPipeline> value) {
        Gauge.builder(name, pipeline, value).register(registry);
    }
}
