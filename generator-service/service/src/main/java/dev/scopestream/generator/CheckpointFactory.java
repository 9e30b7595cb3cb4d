package dev.scopestream.generator;

import dev.scopestream.engine.program.ProgramArchive;
import dev.scopestream.generator.config.CheckpointSettings;
import dev.scopestream.generator.config.ScopeOptions;
import dev.scopestream.generator.config.SpillSettings;
import dev.scopestream.generator.config.TopicOptions;
import dev.scopestream.generator.fault.FaultPoint;
import dev.scopestream.generator.kafka.KafkaClients;
import dev.scopestream.generator.resume.CheckpointRule;
import dev.scopestream.generator.resume.CheckpointStore;
import dev.scopestream.generator.resume.SharedCheckpointMetrics;
import dev.scopestream.generator.resume.SharedCheckpoints;
import dev.scopestream.generator.resume.topic.CheckpointTopic;
import dev.scopestream.generator.resume.topic.CheckpointTopicOptions;
import dev.scopestream.generator.resume.topic.PointerTable;
import dev.scopestream.generator.resume.topic.RecordWriter;
import dev.scopestream.generator.resume.topic.SliceReader;
import dev.scopestream.generator.spill.EvictionSpill;
import dev.scopestream.generator.spill.LocalCheckpoints;
import dev.scopestream.generator.spill.RocksEvictionSpill;
import dev.scopestream.spill.checkpoint.CheckpointDirectory;
import dev.scopestream.spill.checkpoint.CheckpointDirectoryOptions;
import dev.scopestream.spill.checkpoint.CheckpointMedium;
import dev.scopestream.spill.checkpoint.QueueOptions;
import dev.scopestream.spill.checkpoint.QueuedCheckpoints;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** Makes the store of running requests that the options name. */
@Factory
final class CheckpointFactory {
    /** Of checkpoints that wait to be written. */
    private static final long QUEUE_BYTES = 128L << 20;
    /** What a checkpoint has besides its cache: tokens, positions, places of evicted entries. */
    private static final long MARGIN_BYTES = 64L << 20;

    private final CheckpointSettings settings;
    private final ScopeOptions options;
    private final KafkaClients clients;
    private final Clock clock;
    private final MeterRegistry registry;

    CheckpointFactory(
            CheckpointSettings settings,
            ScopeOptions options,
            KafkaClients clients,
            Clock clock,
            MeterRegistry registry) {
        this.settings = settings;
        this.options = options;
        this.clients = clients;
        this.clock = clock;
        this.registry = registry;
    }

    @Singleton
    CheckpointStore checkpoints(SpillSettings spilling, EvictionSpill spill, TopicOptions topics) {
        CheckpointRule rule = new CheckpointRule(spilling.checkpointTokens(), spilling.checkpointBudget(), true);
        if (settings.kafka()) {
            PointerTable pointers = new PointerTable(topics.checkpoints());
            SharedCheckpointMetrics.watch(registry, pointers);
            return shared(topic(topics, pointers), Optional.of(pointers), rule);
        }
        if (settings.directory().isPresent()) {
            return shared(directory(settings.directory().get()), Optional.empty(), rule);
        }
        return settings.local() && spill instanceof RocksEvictionSpill rocks
                ? new LocalCheckpoints(rocks, rule)
                : CheckpointStore.none();
    }

    private CheckpointMedium directory(Path root) {
        return new CheckpointDirectory(
                new CheckpointDirectoryOptions(root, settings.quota(), settings.ttl(), mostBytes()), clock);
    }

    private CheckpointMedium topic(TopicOptions topics, PointerTable pointers) {
        return new CheckpointTopic(
                SharedCheckpoints.space(options.groupId(), topics.prompts()),
                pointers,
                new RecordWriter(clients::checkpoints),
                new SliceReader(clients::checkpointReader),
                new CheckpointTopicOptions(settings.quota(), settings.ttl(), settings.readBudget(), mostBytes()),
                clock);
    }

    private long mostBytes() {
        return options.kvBytes() + MARGIN_BYTES;
    }

    private CheckpointStore shared(CheckpointMedium medium, Optional<PointerTable> pointers, CheckpointRule rule) {
        QueuedCheckpoints queued = QueuedCheckpoints.open(
                medium,
                new QueueOptions(settings.bandwidth(), settings.readBudget(), QUEUE_BYTES),
                clock,
                FaultPoint.CHECKPOINT_USE::passTogether);
        SharedCheckpointMetrics.watch(registry, queued);
        return new SharedCheckpoints(
                queued, pointers, rule, options.groupId(), clients.instance(), ProgramArchive.digest(), clock);
    }
}
