package dev.scopestream.generator;

import dev.scopestream.engine.KvOptions;
import dev.scopestream.generator.cancel.Cancellations;
import dev.scopestream.generator.cancel.ControlLoop;
import dev.scopestream.generator.config.DuplicateOptions;
import dev.scopestream.generator.config.FlowOptions;
import dev.scopestream.generator.config.ScopeOptions;
import dev.scopestream.generator.config.SpillSettings;
import dev.scopestream.generator.config.TopicOptions;
import dev.scopestream.generator.decode.DecodeLoop;
import dev.scopestream.generator.decode.DecodeParts;
import dev.scopestream.generator.decode.Engines;
import dev.scopestream.generator.decode.Workers;
import dev.scopestream.generator.delivery.DeliveryLoop;
import dev.scopestream.generator.ids.FinishedIds;
import dev.scopestream.generator.ids.FinishedIdsFollower;
import dev.scopestream.generator.ids.IdScope;
import dev.scopestream.generator.intake.PollStatus;
import dev.scopestream.generator.intake.RequestMapper;
import dev.scopestream.generator.kafka.KafkaClients;
import dev.scopestream.generator.kafka.TopicShapes;
import dev.scopestream.generator.metrics.RequestMetrics;
import dev.scopestream.generator.offsets.AssignedPartitions;
import dev.scopestream.generator.resume.CheckpointMetrics;
import dev.scopestream.generator.resume.CheckpointStore;
import dev.scopestream.generator.spill.EvictionSpill;
import dev.scopestream.generator.spill.RocksEvictionSpill;
import dev.scopestream.generator.spill.SpillMetrics;
import dev.scopestream.generator.state.Backlog;
import dev.scopestream.generator.state.DeliveryQueue;
import dev.scopestream.generator.state.HeldPrompts;
import dev.scopestream.generator.state.InstanceState;
import dev.scopestream.generator.state.OutputPartitions;
import dev.scopestream.generator.state.PollSignals;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes the beans of a generator that take more than injection. */
@Factory
final class GeneratorFactory {
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Singleton
    EvictionSpill spill(SpillSettings settings, MeterRegistry registry) {
        if (settings.directory() == null) {
            return EvictionSpill.none();
        }
        RocksEvictionSpill spill = RocksEvictionSpill.open(settings);
        SpillMetrics.watch(registry, spill);
        return spill;
    }

    @Singleton
    FinishedIds finishedIds(DuplicateOptions duplicates) {
        return new FinishedIds(duplicates.ids(), new IdScope(duplicates.byTenant()));
    }

    @Singleton
    InstanceState state(FlowOptions options, TopicOptions topics, FinishedIds ids, Clock clock) {
        return new InstanceState(
                new AssignedPartitions(),
                new HeldPrompts(options.records(), options.bytes()),
                new Backlog(options.weights(), clock),
                new DeliveryQueue(),
                ids,
                new OutputPartitions(topics.results(), topics.finished(), ids.scope()),
                new PollSignals());
    }

    @Singleton
    RequestMapper mapper(Engines engines, KvOptions kv, ScopeOptions options) {
        return new RequestMapper(engines.first(), kv, options.maxTokens());
    }

    @Singleton
    DecodeParts decodeParts(
            InstanceState state,
            Cancellations cancellations,
            EvictionSpill spill,
            CheckpointStore checkpoints,
            FlowOptions options,
            KafkaClients clients,
            RequestMetrics metrics,
            CheckpointMetrics checkpointMetrics) {
        return new DecodeParts(
                state, cancellations, spill, checkpoints, options, clients.instance(), metrics, checkpointMetrics);
    }

    @Singleton
    Workers workers(Engines engines, DecodeParts parts, Clock clock) {
        return new Workers(engines.all().stream()
                .map(engine -> new DecodeLoop(engine, parts, clock))
                .toList());
    }

    @Singleton
    ControlLoop control(
            KafkaClients clients,
            TopicShapes shapes,
            TopicOptions topics,
            Cancellations cancellations,
            Workers workers) {
        return new ControlLoop(clients, shapes, topics, cancellations, workers::endCancelled);
    }

    @Singleton
    Generator.Parts parts(
            DeliveryLoop delivery,
            FinishedIdsFollower results,
            Workers workers,
            EvictionSpill spill,
            CheckpointStore checkpoints,
            ScopeOptions options) {
        return new Generator.Parts(
                delivery, results, workers, spill, checkpoints, options.drainBudget(), options.leaveOnStop());
    }

    @Singleton
    @Bean(preDestroy = "close")
    Generator generator(
            GeneratorThreads threads,
            GeneratorStatistics statistics,
            InstanceState state,
            FailureSignal failure,
            PollStatus status,
            Generator.Parts parts) {
        return new Generator(threads, statistics, state, failure, status, parts);
    }
}
