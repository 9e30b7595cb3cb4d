package dev.scopestream.generator;

import dev.scopestream.engine.Engine;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.generator.config.DuplicateOptions;
import dev.scopestream.generator.config.FlowOptions;
import dev.scopestream.generator.config.KafkaClients;
import dev.scopestream.generator.config.ScopeOptions;
import dev.scopestream.generator.config.TopicOptions;
import dev.scopestream.generator.decode.DecodeLoop;
import dev.scopestream.generator.decode.Workers;
import dev.scopestream.generator.delivery.Delivery;
import dev.scopestream.generator.delivery.Inbox;
import dev.scopestream.generator.ids.RequestIds;
import dev.scopestream.generator.ids.ResultsWatch;
import dev.scopestream.generator.intake.Backlog;
import dev.scopestream.generator.intake.Cancellations;
import dev.scopestream.generator.intake.ControlLoop;
import dev.scopestream.generator.intake.FinishedTail;
import dev.scopestream.generator.intake.Flow;
import dev.scopestream.generator.intake.Held;
import dev.scopestream.generator.intake.Intake;
import dev.scopestream.generator.intake.PollLoop;
import dev.scopestream.generator.intake.PollStatus;
import dev.scopestream.generator.intake.RequestMapper;
import dev.scopestream.generator.metrics.GeneratorMetrics;
import dev.scopestream.generator.offsets.Ledger;
import dev.scopestream.generator.spill.Spiller;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** Makes the parts of one {@link Generator} from its options. */
final class GeneratorParts {
    private final ScopeOptions options;
    private final TopicOptions topics;
    private final FlowOptions flowOptions;
    private final ResultsWatch results;
    private final KafkaClients clients;
    private final GeneratorMetrics metrics;
    private final RequestMapper mapper;
    private final Flow flow;
    private final PollStatus status;
    private final Cancellations cancellations = new Cancellations();
    private final Workers workers;

    GeneratorParts(
            ScopeOptions options,
            TopicOptions topics,
            FlowOptions flowOptions,
            DuplicateOptions duplicates,
            KvOptions kv,
            KafkaClients clients,
            List<Engine> engines,
            Spiller spiller,
            GeneratorMetrics metrics,
            Clock clock) {
        this.options = options;
        this.topics = topics;
        this.flowOptions = flowOptions;
        this.clients = clients;
        this.metrics = metrics;
        this.mapper = new RequestMapper(engines.get(0), kv, options.maxTokens());
        this.flow = new Flow(
                new Ledger(),
                new Held(flowOptions.records(), flowOptions.bytes()),
                new Backlog(flowOptions.weights()),
                new Inbox(),
                new RequestIds(duplicates.ids()));
        this.results = new ResultsWatch(
                () -> new KafkaConsumer<>(clients.reader("results")),
                this::highWatermarks,
                topics.results(),
                duplicates.window(),
                flow.ids());
        this.status = new PollStatus(clock);
        metrics.gauge("scope.lag.records", status::lag);
        this.workers = new Workers(engines.stream()
                .map(engine -> new DecodeLoop(
                        engine, flow, cancellations, spiller, flowOptions, clients.instance(), metrics, clock))
                .toList());
    }

    Flow flow() {
        return flow;
    }

    GeneratorMetrics metrics() {
        return metrics;
    }

    PollStatus status() {
        return status;
    }

    Workers workers() {
        return workers;
    }

    ResultsWatch results() {
        return results;
    }

    private Map<TopicPartition, Long> highWatermarks(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetSpec> asked =
                partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest()));
        try (Admin admin = Admin.create(clients.admin())) {
            Map<TopicPartition, Long> ends = new HashMap<>();
            admin.listOffsets(asked).all().get().forEach((partition, at) -> ends.put(partition, at.offset()));
            return ends;
        } catch (ExecutionException e) {
            throw new KafkaException("the ends of " + partitions + " aren't known", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }

    Delivery delivery(Runnable rejoin) {
        return new Delivery(
                flow,
                workers,
                () -> new KafkaProducer<>(clients.transactional()),
                new KafkaProducer<>(clients.chunks()),
                topics,
                clients.instance(),
                metrics,
                rejoin,
                workers.loops().size() * (options.maxBatch() + Math.max(2, options.maxBatch() / 4)),
                flowOptions.results());
    }

    PollLoop poll(Consumer<Collection<TopicPartition>> giveUp, Runnable forget) {
        FinishedTail tail = new FinishedTail(
                () -> new KafkaConsumer<>(clients.reader("results-tail")),
                this::highWatermarks,
                topics,
                options.duplicateMargin(),
                ForkJoinPool.commonPool());
        return new PollLoop(
                () -> new KafkaConsumer<>(clients.consumer()),
                topics.prompts(),
                flow,
                new Intake(mapper, flow, options.maxAttempts()),
                tail,
                results,
                metrics,
                giveUp,
                forget,
                status);
    }

    ControlLoop control(Runnable changed) {
        return new ControlLoop(
                () -> new KafkaConsumer<>(clients.reader("control")), topics.control(), cancellations, changed);
    }
}
