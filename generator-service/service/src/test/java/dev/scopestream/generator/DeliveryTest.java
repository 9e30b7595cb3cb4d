package dev.scopestream.generator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.events.ChunkEvent;
import dev.scopestream.events.ResultEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class DeliveryTest extends BrokerTest {
    /** Seeded prompts of mixed lengths, and the texts that must come out. */
    private static Map<String, String> send(Pipeline pipeline, long seed, int count, int longest) {
        Random random = new Random(seed);
        Map<String, String> expected = new HashMap<>();
        for (int i = 0; i < count; i++) {
            String id = "r" + seed + "-" + i;
            int tokens = 1 + random.nextInt(longest);
            pipeline.prompt(id, "prompt " + id, tokens);
            expected.put(id, RuleEngine.text("prompt " + id, tokens));
        }
        return expected;
    }

    @Test
    void shouldDeliverEachResultOnceWhenPromptsFinishInAnyOrder(TestInfo test) {
        try (Pipeline pipeline = pipeline(test, 3)) {
            Map<String, String> expected = send(pipeline, 1, 200, 300);
            try (GeneratorHandle generator = pipeline.start(control, Map.of("scope.max-batch", 8))) {
                pipeline.awaitFinals(expected.size());
                pipeline.await(() -> generator.stats().results() == expected.size(), "every result counted once");
                assertThat(generator.stats().deadLetters()).isZero();
            }
            pipeline.assertComplete(expected, 0);
            assertThat(control.mostRunning()).isBetween(8, 10);
            assertThat(pipeline.results())
                    .allMatch(r -> r.attempt() == 1 && r.model().equals("rule"));
            assertThat(pipeline.chunks().stream().filter(ChunkEvent::last)).hasSize(expected.size());
        }
    }

    @Test
    void shouldSendChunksWhileAGenerationRuns(TestInfo test) {
        try (Pipeline pipeline = pipeline(test, 1)) {
            control.allow(40);
            pipeline.prompt("long", "tell", 100);
            try (GeneratorHandle generator = pipeline.start(control, Map.of("scope.flow.chunk-tokens", 16))) {
                pipeline.await(() -> pipeline.chunks().size() >= 2, "two chunks");
                assertThat(pipeline.results()).isEmpty();
                // the first token at once, then by the number of tokens
                String first = RuleEngine.text("tell", 1);
                assertThat(pipeline.chunks().get(0)).isEqualTo(new ChunkEvent("long", 1, 0, first, 1, false));
                assertThat(pipeline.chunks().get(1))
                        .isEqualTo(new ChunkEvent(
                                "long", 1, 1, RuleEngine.text("tell", 17).substring(first.length()), 16, false));
                control.allow(Long.MAX_VALUE);
                pipeline.awaitFinals(1);
                assertThat(generator.trouble()).isNull();
            }
            pipeline.assertComplete(Map.of("long", RuleEngine.text("tell", 100)), 0);
        }
    }

    @Test
    void shouldKeepWhatRunsWhenItsProducerIsFencedAgainAndAgain(TestInfo test) {
        try (Pipeline pipeline = pipeline(test, 3)) {
            control.allow(400);
            Map<String, String> expected = send(pipeline, 4, 150, 400);
            try (GeneratorHandle generator =
                    pipeline.start(control, Map.of("scope.max-batch", 8, "scope.instance-id", "fenced"))) {
                pipeline.await(() -> !pipeline.results().isEmpty(), "results before the first fence");
                for (int fence = 1; fence <= 5; fence++) {
                    int before = pipeline.results().size();
                    pipeline.harm().fence("fenced");
                    control.allow(400);
                    pipeline.await(() -> pipeline.results().size() > before, "results behind the fence");
                }
                pipeline.harm().fence("fenced");
                control.allow(Long.MAX_VALUE);
                pipeline.awaitFinals(expected.size());
                pipeline.await(() -> generator.stats().results() == expected.size(), "every result counted once");
            }
            pipeline.assertComplete(expected, 0);
            assertThat(pipeline.results()).allMatch(r -> r.attempt() == 1);
        }
    }

    @Test
    void shouldRepeatOnlyUnfinishedWorkAfterTheProcessDied(TestInfo test) {
        try (Pipeline pipeline = pipeline(test, 2)) {
            Map<String, String> expected = send(pipeline, 2, 60, 200);
            control.holdAfter(20);
            GeneratorHandle first = pipeline.start(control, Map.of("scope.max-batch", 8, "scope.instance-id", "one"));
            pipeline.await(() -> pipeline.results().size() >= 20, "some results");
            control.crash();
            Throwable cause = first.failure().join();
            assertThat(cause).hasMessageContaining("as the test wanted");
            int before = pipeline.results().size();
            assertThat(before).isLessThan(expected.size());
            RuleEngine.Control fresh = new RuleEngine.Control();
            // the dead one never closed anything: its transactional id fences it, its membership expires
            try (GeneratorHandle second =
                    pipeline.start(fresh, Map.of("scope.max-batch", 8, "scope.instance-id", "one"))) {
                first.abandon();
                pipeline.awaitFinals(expected.size());
                pipeline.await(() -> second.stats().results() == expected.size() - before, "only the rest counted");
            }
            pipeline.assertComplete(expected, 0);
            assertThat(pipeline.results()).extracting(ResultEvent::attempt).contains(1, 2);
        }
    }

    @Test
    void shouldShareTheWorkWithAnInstanceThatJoinsAndTakeItBackWhenItLeaves(TestInfo test) throws Exception {
        try (Pipeline pipeline = pipeline(test, 4)) {
            Map<String, String> expected = send(pipeline, 3, 150, 400);
            control.holdAfter(20);
            try (GeneratorHandle one = pipeline.start(control, Map.of("scope.max-batch", 4))) {
                pipeline.await(() -> pipeline.results().size() >= 10, "the first at work");
                RuleEngine.Control free = new RuleEngine.Control();
                GeneratorHandle two = pipeline.start(free, Map.of("scope.max-batch", 4, "scope.drain-budget", "0s"));
                assertThat(two.awaitReady(Pipeline.PATIENCE)).isTrue();
                pipeline.await(() -> two.stats().results() >= 5, "the second at work");
                pipeline.await(() -> one.stats().partitions() == 2, "half of the partitions given up");
                two.close();
                control.allow(Long.MAX_VALUE);
                pipeline.awaitFinals(expected.size());
            }
            pipeline.assertComplete(expected, 0);
        }
    }

    @Test
    void shouldFinishWhatRunsBeforeItStops(TestInfo test) {
        try (Pipeline pipeline = pipeline(test, 1)) {
            control.allow(5);
            pipeline.prompt("a", "one", 10);
            GeneratorHandle generator = pipeline.start(control, Map.of("scope.drain-budget", "20s"));
            pipeline.await(() -> generator.stats().running() == 1, "running");
            control.allow(Long.MAX_VALUE);
            generator.close();
            pipeline.assertComplete(Map.of("a", RuleEngine.text("one", 10)), 0);
        }
    }

    @Test
    void shouldGiveUpWhatIsTooLongWhenItStopsAndSuspectNobodyForIt(TestInfo test) {
        try (Pipeline pipeline = pipeline(test, 1)) {
            pipeline.prompt("a", "one", 50);
            for (int restart = 0; restart < 6; restart++) {
                RuleEngine.Control held = new RuleEngine.Control();
                held.allow(5);
                GeneratorHandle generator = pipeline.start(held, Map.of("scope.drain-budget", "0s"));
                pipeline.await(() -> generator.stats().running() == 1, "running");
                generator.close();
            }
            try (GeneratorHandle last = pipeline.start(control, Map.of())) {
                pipeline.awaitFinals(1);
                assertThat(last.stats().deadLetters()).isZero();
            }
            pipeline.assertComplete(Map.of("a", RuleEngine.text("one", 50)), 0);
            assertThat(pipeline.results().get(0).attempt()).isEqualTo(7);
        }
    }

    @Test
    void shouldAskTheResultsWhenTheOffsetMapIsLost(TestInfo test) {
        try (Pipeline pipeline = pipeline(test, 1)) {
            Map<String, String> expected = send(pipeline, 4, 20, 5);
            pipeline.prompt("long", "slow", 500);
            expected.put("long", RuleEngine.text("slow", 500));
            for (int i = 0; i < 5; i++) {
                pipeline.prompt("late" + i, "late", 3);
                expected.put("late" + i, RuleEngine.text("late", 3));
            }
            control.holdAfter(25);
            GeneratorHandle first = pipeline.start(control, Map.of("scope.drain-budget", "0s"));
            pipeline.awaitFinals(25);
            first.close();
            TopicPartition partition = new TopicPartition(pipeline.topic("prompts"), 0);
            long offset = pipeline.committed().get(partition).offset();
            assertThat(offset).isEqualTo(20);
            pipeline.commit(partition, new OffsetAndMetadata(offset, "somebody else's metadata"));
            control.allow(Long.MAX_VALUE);
            try (GeneratorHandle second = pipeline.start(control, Map.of())) {
                pipeline.awaitFinals(26);
                pipeline.await(() -> second.stats().results() == 1, "one result counted");
            }
            pipeline.assertComplete(expected, 0);
            ResultEvent result = pipeline.results().get(25);
            assertThat(result.id()).isEqualTo("long");
            assertThat(result.attempt()).as("higher than any attempt before").isGreaterThan(1_000_000);
        }
    }

    @Test
    void shouldAskTheResultsWhenTheGroupsOffsetsAreGone(TestInfo test) {
        try (Pipeline pipeline = pipeline(test, 2)) {
            Map<String, String> expected = send(pipeline, 5, 20, 5);
            pipeline.send("bad", "no JSON");
            try (GeneratorHandle first = pipeline.start(control, Map.of())) {
                pipeline.awaitFinals(21);
                pipeline.await(() -> pipeline.lag() == 0, "all committed");
                assertThat(first.trouble()).isNull();
            }
            pipeline.prompt("new", "new", 3);
            expected.put("new", RuleEngine.text("new", 3));
            // another group is one that has no offsets; what it may know is in the results alone
            Map<String, Object> gone = Map.of("scope.group-id", pipeline.name + "-2", "scope.duplicates.window", "0s");
            try (GeneratorHandle second = pipeline.start(control, gone)) {
                pipeline.awaitFinals(22);
                pipeline.await(() -> second.stats().results() == 1, "one result counted");
                assertThat(second.stats().deadLetters()).isZero();
            }
            pipeline.readToEnd();
            assertThat(pipeline.results())
                    .extracting(ResultEvent::id)
                    .containsExactlyInAnyOrderElementsOf(expected.keySet());
            assertThat(pipeline.deadLetters()).hasSize(1);
        }
    }

    @Test
    void shouldDeadLetterAResultThatItsTopicRefuses(TestInfo test) {
        try (Pipeline pipeline = pipeline(test, 1, Map.of("max.message.bytes", "20000"))) {
            pipeline.prompt("small", "one", 10);
            pipeline.prompt("large", "two", 10_000);
            pipeline.prompt("after", "three", 10);
            try (GeneratorHandle generator = pipeline.start(control, Map.of())) {
                pipeline.awaitFinals(3);
                assertThat(generator.trouble()).isNull();
            }
            pipeline.assertComplete(
                    Map.of("small", RuleEngine.text("one", 10), "after", RuleEngine.text("three", 10)), 1);
            assertThat(pipeline.deadLetter("large").field()).isEqualTo("max_tokens");
            assertThat(pipeline.deadLetter("large").attempts()).isEqualTo(1);
            assertThat(List.of(pipeline.deadLetters().get(0).value())).isNotEmpty();
        }
    }
}
