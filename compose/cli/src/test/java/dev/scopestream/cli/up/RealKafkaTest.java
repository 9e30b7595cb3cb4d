package dev.scopestream.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.cli.Cli;
import dev.scopestream.cli.common.KvArgument;
import dev.scopestream.client.PromptProducer;
import dev.scopestream.engine.checkpoint.BundledModel;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.generator.GeneratorApplication;
import dev.scopestream.generator.GeneratorHandle;
import dev.scopestream.scorer.ScorerApplication;
import dev.scopestream.scorer.ScorerHandle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;

/** The pipeline on a broker as people have it; only where Docker is. {@link PipelineTest} is the same everywhere else. */
@Testcontainers(disabledWithoutDocker = true)
class RealKafkaTest {
    @Container
    private static final KafkaContainer KAFKA = new KafkaContainer("apache/kafka:4.3.1");

    @TempDir
    private Path directory;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void shouldScoreEveryDocument() throws Exception {
        String bootstrap = KAFKA.getBootstrapServers();
        Cli.Outcome topics = Cli.run("topics", "apply", "--replication", "1", "--bootstrap", bootstrap);
        assertThat(topics.code()).as(topics.err()).isZero();
        Map<String, Object> client = Map.of("bootstrap.servers", bootstrap);
        Workload workload = Workload.synthetic("docker", List.of(KvArgument.parse("allkv+none")), 1, 16, 4);
        List<PromptEvent> requests = workload.inTurns();
        RunState state = new RunState(requests.stream().map(PromptEvent::id).toList(), System::nanoTime);

        try (GeneratorHandle generator = generator(bootstrap);
                ScorerHandle scorer = scorer(bootstrap);
                TopicWatch watch = new TopicWatch(client);
                PromptProducer producer = new PromptProducer(client)) {
            assertThat(generator.awaitReady(Duration.ofMinutes(1))).isTrue();
            for (PromptEvent request : requests) {
                producer.send(request).get();
            }
            while (!state.done()) {
                watch.poll(Duration.ofMillis(200), state);
            }
            assertThat(scorer.status().isUp()).isTrue();
        }

        assertThat(state.deadLetters()).isEmpty();
        assertThat(PolicyScore.of("full", state.scoresOf(workload.ids("allkv+none")))
                        .aligned())
                .isGreaterThan(90);
    }

    private GeneratorHandle generator(String bootstrap) {
        Path model = BundledModel.materialise("longgen-tiny", directory.resolve("models"));
        return GeneratorApplication.start(Map.of(
                "kafka.bootstrap.servers",
                bootstrap,
                "scope.model",
                model.toString(),
                "scope.threads",
                1,
                "micronaut.server.port",
                -1));
    }

    private ScorerHandle scorer(String bootstrap) {
        return ScorerApplication.start(Map.of(
                "kafka.bootstrap.servers",
                bootstrap,
                "scorer.state-dir",
                directory.resolve("scorer").toString(),
                "micronaut.server.port",
                -1));
    }
}
