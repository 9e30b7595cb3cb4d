package dev.scopestream.generator;

import dev.scopestream.engine.EngineLoad;
import dev.scopestream.generator.decode.DecodeLoop;
import dev.scopestream.generator.decode.Workers;
import dev.scopestream.generator.intake.PollStatus;
import dev.scopestream.generator.metrics.DeliveryMetrics;
import dev.scopestream.generator.metrics.InstanceGauges;
import dev.scopestream.generator.metrics.RequestMetrics;
import dev.scopestream.generator.offsets.PassedPrompts;
import dev.scopestream.generator.state.InstanceState;
import jakarta.inject.Singleton;

/** Makes {@link GeneratorStats}, and registers the gauges. */
@Singleton
final class GeneratorStatistics {
    private final InstanceState state;
    private final Workers workers;
    private final DeliveryMetrics deliveries;
    private final RequestMetrics requests;

    GeneratorStatistics(
            InstanceState state,
            Workers workers,
            DeliveryMetrics deliveries,
            RequestMetrics requests,
            InstanceGauges gauges,
            PollStatus status) {
        this.state = state;
        this.workers = workers;
        this.deliveries = deliveries;
        this.requests = requests;
        gauges.lag(status::lag);
        gauges.engines(workers::load, workers::prefixStatistics);
        for (int i = 0; i < workers.loops().size(); i++) {
            DecodeLoop loop = workers.loops().get(i);
            gauges.worker(i, loop::requests, loop::served);
        }
    }

    GeneratorStats stats() {
        EngineLoad load = workers.load();
        return new GeneratorStats(
                state.assigned().partitions().size(),
                state.held().records(),
                new PassedPrompts(state.assigned()).count(),
                load.running(),
                load.kvBytesHeld(),
                deliveries.results(),
                deliveries.deadLetters(),
                requests.tokens(),
                state.ids().size());
    }
}
