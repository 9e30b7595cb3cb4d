package dev.scopestream.generator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.events.FinishReason;
import dev.scopestream.events.ResultEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What becomes of single requests: cancelled, late, poisonous, preferred. */
class RequestsTest extends BrokerTest {
    private static Pipeline pipeline(TestInfo test) {
        return pipeline(test, 1);
    }

    private static ResultEvent result(Pipeline pipeline, String id) {
        return pipeline.results().stream()
                .filter(r -> r.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldCancelARunningRequestAndOneThatIsNotPolledYet(TestInfo test) {
        try (Pipeline pipeline = pipeline(test)) {
            pipeline.prompt("early", "early", 50);
            pipeline.cancel("early");
            pipeline.prompt("running", "running", 1000);
            pipeline.prompt("other", "other", 40);
            control.allow(30);
            try (GeneratorHandle generator = pipeline.start(control, Map.of())) {
                pipeline.await(() -> pipeline.chunks().stream().anyMatch(c -> c.id().equals("running")), "running");
                pipeline.cancel("running");
                pipeline.awaitFinals(2);
                control.allow(Long.MAX_VALUE);
                pipeline.awaitFinals(3);
                assertThat(generator.stats().deadLetters()).isZero();
            }
            assertThat(result(pipeline, "early").output().finishReason()).isEqualTo(FinishReason.CANCELLED);
            assertThat(result(pipeline, "running").output().finishReason()).isEqualTo(FinishReason.CANCELLED);
            assertThat(RuleEngine.text("running", 1000))
                    .startsWith(result(pipeline, "running").output().text());
            assertThat(result(pipeline, "other").output().finishReason()).isEqualTo(FinishReason.LENGTH);
            Map<String, String> texts = new HashMap<>();
            pipeline.results().forEach(r -> texts.put(r.id(), r.output().text()));
            pipeline.assertComplete(texts, 0);
        }
    }

    @Test
    void shouldEndWhatIsBeyondItsDeadline(TestInfo test) {
        try (Pipeline pipeline = pipeline(test)) {
            pipeline.send("late", "{\"prompt\":\"late\",\"max_tokens\":10,\"deadline_ms\":1}");
            pipeline.prompt("fine", "fine", 10);
            try (GeneratorHandle generator = pipeline.start(control, Map.of())) {
                pipeline.awaitFinals(2);
                assertThat(generator.trouble()).isNull();
            }
            assertThat(result(pipeline, "late").output().finishReason()).isEqualTo(FinishReason.DEADLINE);
            assertThat(result(pipeline, "fine").output().text()).isEqualTo(RuleEngine.text("fine", 10));
        }
    }

    @Test
    void shouldEndAWaitingPromptAtItsDeadlineWhileEveryPlaceIsTaken(TestInfo test) {
        try (Pipeline pipeline = pipeline(test)) {
            for (int i = 0; i < 6; i++) {
                pipeline.prompt("long-" + i, "long " + i, 40);
            }
            pipeline.send("late", "{\"prompt\":\"late\",\"max_tokens\":10,\"deadline_ms\":1}");
            control.allow(0);
            try (GeneratorHandle generator = pipeline.start(control, Map.of("scope.max-batch", 1))) {
                pipeline.awaitFinals(1);
                assertThat(result(pipeline, "late").output().finishReason()).isEqualTo(FinishReason.DEADLINE);
                assertThat(generator.stats().held()).isEqualTo(6);
                control.allow(Long.MAX_VALUE);
                pipeline.awaitFinals(7);
            }
        }
    }

    @Test
    void shouldFindOutWhichPromptKillsTheProcessAndServeTheOthers(TestInfo test) {
        try (Pipeline pipeline = pipeline(test)) {
            Map<String, String> expected = new HashMap<>();
            for (int i = 0; i < 6; i++) {
                String prompt = i == 3 ? "CRASH" : "innocent " + i;
                pipeline.prompt("p" + i, prompt, 20);
                if (i != 3) {
                    expected.put("p" + i, RuleEngine.text(prompt, 20));
                }
            }
            int crashes = 0;
            while (pipeline.deadLetters().isEmpty()) {
                GeneratorHandle generator = pipeline.start(control, Map.of("scope.max-attempts", 3));
                pipeline.await(
                        () -> generator.failure().isDone()
                                || !pipeline.deadLetters().isEmpty(),
                        "a crash");
                crashes += generator.failure().isDone() ? 1 : 0;
                generator.close();
                assertThat(crashes).as("halvings of six, and attempts alone").isLessThanOrEqualTo(3 + 3);
            }
            try (GeneratorHandle generator = pipeline.start(control, Map.of())) {
                pipeline.awaitFinals(6);
                assertThat(generator.failure()).isNotDone();
            }
            pipeline.assertComplete(expected, 1);
            assertThat(pipeline.deadLetter("p3").attempts()).isEqualTo(crashes);
            assertThat(pipeline.deadLetter("p3").reason())
                    .contains("ended with the process", "3 of these with nothing else in flight");
        }
    }

    @Test
    void shouldEndTheProcessWhenTheEngineStalls(TestInfo test) {
        try (Pipeline pipeline = pipeline(test)) {
            pipeline.prompt("stuck", "STALL", 20);
            GeneratorHandle generator = pipeline.start(control, Map.of("scope.stall-limit", "1s"));
            assertThat(generator.failure()).succeedsWithin(Pipeline.PATIENCE).satisfies(e -> assertThat(e)
                    .hasMessageContaining("scope.stall-limit"));
            control.unstall();
            generator.close();
        }
    }

    @Test
    void shouldShareFairlyBetweenTenantsAndPreferTheUrgent(TestInfo test) {
        try (Pipeline pipeline = pipeline(test)) {
            for (int i = 0; i < 400; i++) {
                pipeline.prompt("flood-" + i, "flood " + i, 40, Map.of("scope-tenant", "flood"));
            }
            for (int i = 0; i < 10; i++) {
                pipeline.prompt("small-" + i, "small " + i, 40, Map.of("scope-tenant", "small"));
            }
            pipeline.prompt("urgent", "urgent", 40, Map.of("scope-tenant", "flood", "scope-priority", "5"));
            pipeline.prompt("wrong", "wrong", 40, Map.of("scope-priority", "very"));
            control.allow(0);
            try (GeneratorHandle generator = pipeline.start(control, Map.of("scope.max-batch", 2))) {
                pipeline.await(() -> generator.stats().held() >= 411, "all are polled");
                control.allow(Long.MAX_VALUE);
                pipeline.awaitFinals(412);
            }
            List<String> order = new ArrayList<>();
            pipeline.resultOrder().forEach(order::add);
            assertThat(order.indexOf("urgent")).isLessThan(30);
            for (int i = 0; i < 10; i++) {
                assertThat(order.indexOf("small-" + i)).isLessThan(60);
            }
            assertThat(pipeline.deadLetter("wrong").field()).isEqualTo("header scope-priority");
        }
    }

    @Test
    void shouldDeliverAResultWhoseAccountIsNotANumber(TestInfo test) {
        try (Pipeline pipeline = pipeline(test)) {
            pipeline.prompt("nan", "NAN", 10);
            try (GeneratorHandle generator = pipeline.start(control, Map.of())) {
                pipeline.awaitFinals(1);
                assertThat(generator.stats().deadLetters()).isZero();
            }
            pipeline.assertComplete(Map.of("nan", RuleEngine.text("NAN", 10)), 0);
            assertThat(result(pipeline, "nan").kv().recall().covered()).isZero();
        }
    }

    @Test
    void shouldCountAnErrorAtIntakeAsAnAttemptAndServeTheOthers(TestInfo test) {
        try (Pipeline pipeline = pipeline(test)) {
            pipeline.prompt("poison", "ENCODE", 5);
            pipeline.prompt("fine", "fine", 5);
            for (int death = 1; death <= 2; death++) {
                try (GeneratorHandle generator = pipeline.start(control, Map.of("scope.max-attempts", 2))) {
                    assertThat(generator.failure()).succeedsWithin(Pipeline.PATIENCE);
                }
            }
            try (GeneratorHandle generator = pipeline.start(control, Map.of("scope.max-attempts", 2))) {
                pipeline.awaitFinals(2);
                assertThat(generator.failure()).isNotDone();
            }
            pipeline.assertComplete(Map.of("fine", RuleEngine.text("fine", 5)), 1);
            assertThat(pipeline.deadLetter("poison").attempts()).isEqualTo(2);
            assertThat(pipeline.deadLetter("poison").reason()).contains("ended with the process");
        }
    }
}
