package dev.scopestream.scorer.stream;

import static dev.scopestream.scorer.stream.ScorerRecords.reference;
import static dev.scopestream.scorer.stream.ScorerRecords.result;
import static dev.scopestream.scorer.stream.ScorerRecords.text;
import static dev.scopestream.scorer.stream.TestKafka.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.AccuracySummary;
import dev.scopestream.events.Topics;
import dev.scopestream.telemetry.Tracing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology on a real broker. */
class TopologyOnBrokerTest {
    @TempDir
    Path directory;

    private final ScorerCounts counts = new ScorerCounts();

    @Test
    void shouldScoreExactlyOnceAndRestoreItsStateAfterAWipe() throws Exception {
        try (TestKafka kafka = new TestKafka(directory.resolve("broker"))) {
            Path state = directory.resolve("state");
            StreamSettings settings = new StreamSettings(kafka.servers(), "scorer-test", state, 1, Map.of());
            try (StreamsSupervisor waiting = start(settings)) {
                await(() -> waiting.status().trouble().orElse("").contains("topics are missing"));
                kafka.createTopics();
                await(() -> waiting.status().isUp());
                kafka.send(result("a", "h2o+slide", text(4)), reference("a", 0, 4));
                String large = "Answer_1: ".repeat(1_000_000) + "\nAnswer_2: The answer is 1";
                kafka.send(result("b", "h2o+slide", large), reference("b", 1, 4));
                kafka.produce(Topics.RESULTS, "x", "poison".getBytes(StandardCharsets.UTF_8));
                await(() -> documents(waiting) == 2);
                await(() -> counts.get(Count.POISON_RESULTS) == 1);
                assertThat(waiting.status().lastPoll()).isPresent();
            }
            wipe(state);
            try (StreamsSupervisor again = start(settings)) {
                kafka.send(result("a", "h2o+slide", ""), reference("a", 0, 4));
                kafka.send(result("c", "h2o+slide", text(2)), reference("c", 2, 4));
                await(() -> documents(again) == 3);
                AccuracySummary summary = again.summaries().get(0);
                assertThat(summary.alignedMean()).isCloseTo(100 * (1 + 0.25 + 0.5) / 3, within(1e-9));
                await(() -> counts.get(Count.DUPLICATE_RESULTS) == 1);
            }
            assertThat(kafka.accuracy(3)).extracting(AccuracyEvent::id).containsExactlyInAnyOrder("a", "b", "c");
        }
    }

    @Test
    void shouldWaitForASourceThatWasDeletedAndGoOnWithAnotherNumberOfPartitions() throws Exception {
        try (TestKafka kafka = new TestKafka(directory.resolve("broker"))) {
            kafka.createTopics();
            StreamSettings settings = new StreamSettings(
                    kafka.servers(),
                    "scorer-test",
                    directory.resolve("state"),
                    1,
                    Map.of("metadata.max.age.ms", "2000"));
            try (StreamsSupervisor supervisor = start(settings)) {
                kafka.send(result("a", "h2o+slide", text(4)), reference("a", 0, 4));
                await(() -> documents(supervisor) == 1);

                kafka.deleteTopic(Topics.RESULTS);
                await(() -> supervisor.status().trouble().orElse("").contains("topics are missing: scope.results"));
                assertThat(supervisor.status().isUp()).isFalse();
                kafka.createTopic(Topics.RESULTS, 5);

                await(() -> supervisor.status().isUp());
                kafka.send(result("b", "h2o+slide", text(4)), reference("b", 0, 4));
                await(() -> documents(supervisor) == 2);
                kafka.addPartitions(Topics.RESULTS, 8);
                kafka.addPartitions(Topics.REFERENCES, 5);
                for (int i = 0; i < 20; i++) {
                    kafka.send(result("c" + i, "h2o+slide", text(4)), reference("c" + i, 0, 4));
                }
                await(() -> documents(supervisor) == 22);
            }
            assertThat(kafka.accuracy(22)).extracting(AccuracyEvent::id).doesNotHaveDuplicates();
        }
    }

    @Test
    void shouldWaitForABrokerThatIsNotThereAndSayIt() throws Exception {
        StreamSettings settings =
                new StreamSettings("127.0.0.1:1", "scorer-test", directory.resolve("state"), 1, Map.of());
        try (StreamsSupervisor supervisor = start(settings)) {
            await(() -> supervisor.status().trouble().orElse("").contains("no answer from Kafka at 127.0.0.1:1"));
            assertThat(supervisor.status().isUp()).isFalse();
        }
    }

    private StreamsSupervisor start(StreamSettings settings) {
        return StreamsSupervisor.start(
                settings,
                new ScorerTopology(counts, 2, Duration.ofDays(1), Tracing.off()).build(),
                counts,
                streams -> () -> {});
    }

    private static long documents(StreamsSupervisor supervisor) {
        try {
            return supervisor.summaries().stream().mapToLong(AccuracySummary::n).sum();
        } catch (NotReadyException e) {
            return -1;
        }
    }

    private static void wipe(Path state) throws Exception {
        try (Stream<Path> files = Files.walk(state)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
