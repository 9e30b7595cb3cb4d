package dev.scopestream.generator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.events.FinishReason;
import dev.scopestream.events.PromptHeaders;
import dev.scopestream.events.ResultEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** One tenant has far more prompts queued than may be in memory. */
class FloodTest extends BrokerTest {
    private static final Map<String, Object> FEW = Map.of("scope.flow.records", 200, "scope.max-batch", 8);

    private final Map<String, String> expected = new HashMap<>();

    private void prompt(Pipeline pipeline, String tenant, String id) {
        pipeline.prompt(id, "one " + id, 2, Map.of(PromptHeaders.TENANT, tenant));
        expected.put(id, RuleEngine.text("one " + id, 2));
    }

    private void flood(Pipeline pipeline, int count, int every) {
        for (int i = 0; i < count; i++) {
            prompt(pipeline, "flood", "f" + i);
            if (i % every == every - 1) {
                prompt(pipeline, "other" + i % 3, "o" + i);
            }
        }
    }

    @Test
    void shouldServeASecondTenantBesideAHundredThousandPromptsOfTheFirst(TestInfo test) {
        try (Pipeline pipeline = pipeline(test, 2)) {
            flood(pipeline, 100_000, Integer.MAX_VALUE);
            prompt(pipeline, "other", "second");
            pipeline.readToEnd();
            control.allow(5);
            try (GeneratorHandle generator =
                    pipeline.start(control, Map.of("scope.max-batch", 8, "scope.drain-budget", "100ms"))) {
                pipeline.await(
                        () -> generator.stats().held()
                                        + generator.stats().passed()
                                        + generator.stats().results()
                                >= 100_001,
                        "all read");
                int held = generator.stats().held();
                assertThat(held).as("of 2048, half for one tenant").isBetween(900, 1024 + 2 + 1);
                long before = generator.stats().results();
                control.allow(1000);
                pipeline.await(
                        () -> pipeline.results().stream()
                                .anyMatch(result -> result.id().equals("second")),
                        "the second tenant's");
                int running = 8 + 2;
                assertThat(pipeline.resultOrder().indexOf("second") - before).isLessThan(2L * running);
                control.allow(0);
            }
            assertThat(pipeline.committed().values())
                    .isNotEmpty()
                    .allSatisfy(at -> assertThat(at.metadata().length()).isLessThan(2048));
        }
    }

    @Test
    void shouldServeAFloodCompletelyAcrossAStopAndADeath(TestInfo test) {
        try (Pipeline pipeline = pipeline(test, 2)) {
            flood(pipeline, 3000, 10);
            int bad = 30;
            for (int i = 0; i < bad; i++) {
                pipeline.prompt("bad" + i, "x", 0, Map.of(PromptHeaders.TENANT, "flood"));
                pipeline.send("none" + i, (byte[]) null);
                prompt(pipeline, "flood", "f" + i);
            }
            int finals = expected.size() + 2 * bad;
            control.holdAfter(800);
            try (GeneratorHandle first = pipeline.start(control, FEW)) {
                pipeline.awaitFinals(700);
                assertThat(first.stats().passed()).isPositive();
                assertThat(first.stats().held()).isLessThanOrEqualTo(200);
            }
            RuleEngine.Control second = new RuleEngine.Control();
            second.holdAfter(800);
            GeneratorHandle dying = pipeline.start(second, FEW);
            pipeline.awaitFinals(1500);
            assertThat(dying.stats().held()).isLessThanOrEqualTo(200);
            dying.abandon();
            try (GeneratorHandle last = pipeline.start(new RuleEngine.Control(), FEW)) {
                pipeline.awaitFinals(finals);
                pipeline.await(() -> pipeline.lag() == 0, "the end");
                assertThat(last.stats().passed()).isZero();
            }
            pipeline.assertComplete(expected, 2 * bad);
        }
    }

    @Test
    void shouldHandOverPartitionsInTheMiddleOfAFlood(TestInfo test) throws Exception {
        try (Pipeline pipeline = pipeline(test, 4)) {
            flood(pipeline, 2000, 20);
            control.holdAfter(400);
            RuleEngine.Control other = new RuleEngine.Control();
            try (GeneratorHandle first = pipeline.start(control, FEW)) {
                pipeline.awaitFinals(300);
                try (GeneratorHandle second = pipeline.start(other, FEW)) {
                    assertThat(second.awaitReady(Pipeline.PATIENCE)).isTrue();
                    pipeline.awaitFinals(600);
                    control.allow(Long.MAX_VALUE);
                    pipeline.awaitFinals(1200);
                    assertThat(first.stats().partitions() + second.stats().partitions())
                            .isEqualTo(4);
                }
                pipeline.awaitFinals(expected.size());
                pipeline.await(() -> pipeline.lag() == 0, "the end");
            }
            pipeline.assertComplete(expected, 0);
        }
    }

    /** Markers of transactions and aborted prompts lie among those that are passed over. */
    @Test
    void shouldServeAFloodThatWasWrittenInTransactions(TestInfo test) {
        try (Pipeline pipeline = pipeline(test, 1)) {
            List<String> ids = IntStream.range(0, 400).mapToObj(i -> "t" + i).toList();
            pipeline.harm().transactions(ids, "one", 2);
            for (int i = 0; i < ids.size(); i += 2) {
                expected.put(ids.get(i), RuleEngine.text("one", 2));
            }
            try (GeneratorHandle generator = pipeline.start(control, FEW)) {
                pipeline.awaitFinals(200);
                pipeline.await(() -> pipeline.lag() == 0, "the end");
                assertThat(generator.stats().passed()).isZero();
            }
            pipeline.assertComplete(expected, 0);
        }
    }

    @Test
    void shouldEndPassedOverPromptsThatWereCancelledOrHadADeadline(TestInfo test) {
        try (Pipeline pipeline = pipeline(test, 1)) {
            control.allow(0);
            List<String> cancelled = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                pipeline.prompt("f" + i, "one", 2, Map.of(PromptHeaders.TENANT, "flood"));
                if (i % 10 == 5) {
                    cancelled.add("f" + i);
                }
            }
            String past =
                    "{\"prompt\":\"one\",\"max_tokens\":2,\"deadline_ms\":" + (System.currentTimeMillis() - 1) + "}";
            pipeline.send("late", past);
            try (GeneratorHandle generator = pipeline.start(control, FEW)) {
                pipeline.await(
                        () -> generator.stats().held() + generator.stats().passed() >= 300, "all read");
                cancelled.forEach(pipeline::cancel);
                pipeline.await(() -> pipeline.results().stream().anyMatch(r -> r.id().equals("late")), "the late one");
                control.allow(Long.MAX_VALUE);
                pipeline.awaitFinals(301);
                pipeline.await(() -> pipeline.lag() == 0, "the end");
            }
            pipeline.readToEnd();
            assertThat(pipeline.results()).extracting(ResultEvent::id).doesNotHaveDuplicates();
            assertThat(pipeline.results().stream()
                            .filter(r -> r.output().finishReason() == FinishReason.CANCELLED)
                            .map(ResultEvent::id))
                    .containsExactlyInAnyOrderElementsOf(cancelled);
            assertThat(pipeline.results().stream()
                            .filter(r -> r.output().finishReason() == FinishReason.DEADLINE)
                            .map(ResultEvent::id))
                    .containsExactly("late");
        }
    }

    /** Retention may take the log's beginning away before passed-over prompts are read again. */
    @Test
    void shouldGoOnWhenPassedOverPromptsWentFromTheLog(TestInfo test) {
        try (Pipeline pipeline = pipeline(test, 1)) {
            control.allow(0);
            flood(pipeline, 500, Integer.MAX_VALUE);
            try (GeneratorHandle generator = pipeline.start(control, FEW)) {
                pipeline.await(
                        () -> generator.stats().held() + generator.stats().passed() == 500, "all read");
                int held = generator.stats().held();
                pipeline.harm().deleteRecords(new TopicPartition(pipeline.topic("prompts"), 0), 400);
                control.allow(Long.MAX_VALUE);
                pipeline.awaitFinals(held + 100);
                pipeline.await(() -> pipeline.lag() == 0, "the end");
                assertThat(generator.stats().passed()).isZero();
            }
            pipeline.readToEnd();
            assertThat(pipeline.results()).extracting(ResultEvent::id).doesNotHaveDuplicates();
            for (int i = 400; i < 500; i++) {
                assertThat(pipeline.results()).extracting(ResultEvent::id).contains("f" + i);
            }
        }
    }
}
