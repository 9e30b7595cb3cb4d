package dev.scopestream.generator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.events.ResultEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnavailableOutputsTest {
    private static final int TOKENS = 20;
    /** A transaction gives up soon. */
    private static final Map<String, Object> OPTIONS =
            Map.of("scope.max-batch", 8, "scope.transaction-timeout", "4s", "scope.drain-budget", "0s");

    private final RuleEngine.Control control = new RuleEngine.Control();
    private final Map<String, String> expected = new HashMap<>();
    private TwoBrokers brokers;
    private Pipeline pipeline;

    @TempDir
    private Path directory;

    @BeforeEach
    void startFirst() throws IOException {
        brokers = TwoBrokers.start(directory);
        pipeline = new Pipeline(brokers.first(), "unavailable", 2, Map.of());
    }

    @AfterEach
    void stop() {
        pipeline.close();
        brokers.close();
    }

    private List<String> send(String name, int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = name + i;
            pipeline.prompt(id, id, TOKENS);
            expected.put(id, RuleEngine.text(id, TOKENS));
            ids.add(id);
        }
        return ids;
    }

    private static int partition(String id) {
        return Utils.toPositive(Utils.murmur2(id.getBytes(StandardCharsets.UTF_8))) % 2;
    }

    private boolean haveResults(List<String> ids) {
        return pipeline.results().stream().map(ResultEvent::id).toList().containsAll(ids);
    }

    /** A partition moves to the second node, which goes at once. The topics of groups and transactions are on the first. */
    private void loseNodeOf(String kind, int partition) throws IOException {
        send("before", 10);
        pipeline.awaitFinals(10);
        brokers.startSecond();
        pipeline.harm().move(kind, partition, 2);
        send("moved", 10);
        pipeline.awaitFinals(20);
        brokers.stopSecond();
    }

    @Test
    void shouldDeliverEverythingElseWhileAPartitionOfResultsHasNoLeader() throws IOException {
        try (GeneratorHandle generator = pipeline.start(control, OPTIONS)) {
            loseNodeOf("results", 1);
            List<String> open = new ArrayList<>();
            for (int wave = 0; wave < 4; wave++) {
                send("wave" + wave + "-", 30).stream()
                        .filter(id -> partition(id) == 0)
                        .forEach(open::add);
                pipeline.await(() -> haveResults(open), "results of the other partition");
            }
            assertThat(pipeline.results()).hasSize(20 + open.size());
            TopicPartition other = new TopicPartition(pipeline.topic("prompts"), 0);
            pipeline.await(
                    () -> pipeline.committed().get(other).offset()
                            == pipeline.ends().get(other),
                    "offsets of the other partition");
            assertThat(generator.stats().deadLetters()).isZero();

            brokers.startSecond();
            pipeline.awaitFinals(expected.size());
            assertThat(generator.trouble()).isNull();
        }
        pipeline.assertComplete(expected, 0);
        assertThat(pipeline.results()).allMatch(r -> r.attempt() == 1);
    }

    @Test
    void shouldRefusePromptsWhileFinishedIdsHaveNoLeaderAndLeaveTheRestToOthersInOrder() throws IOException {
        try (GeneratorHandle generator = pipeline.start(control, OPTIONS)) {
            loseNodeOf("finished", 0);
            send("wave", 30);
            pipeline.send("bad", "no JSON");
            pipeline.await(() -> pipeline.deadLetters().size() == 1, "a dead letter");
            pipeline.send("worse", "no JSON either");
            pipeline.await(() -> pipeline.deadLetters().size() == 2, "another dead letter");
            assertThat(pipeline.results()).hasSize(20);
            assertThat(generator.trouble()).contains("no partition of " + pipeline.topic("finished"));
        }
        assertThat(pipeline.results()).hasSize(20);
        brokers.startSecond();
        try (GeneratorHandle generator = pipeline.start(new RuleEngine.Control(), OPTIONS)) {
            pipeline.awaitFinals(expected.size() + 2);
            pipeline.await(() -> generator.stats().results() == expected.size() - 20, "the rest counted once");
        }
        pipeline.assertComplete(expected, 2);
        assertThat(pipeline.results()).allMatch(r -> r.attempt() <= 2);
    }
}
