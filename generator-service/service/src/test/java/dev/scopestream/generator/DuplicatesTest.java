package dev.scopestream.generator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.events.FinishReason;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** One request id, one result: however often, where and when its prompt was sent. */
class DuplicatesTest extends BrokerTest {
    @Test
    void shouldAnswerAnIdOnceThatWasSentThriceToOnePartition(TestInfo test) {
        try (Pipeline pipeline = pipeline(test, 1)) {
            for (int i = 0; i < 3; i++) {
                pipeline.promptTo(0, "same", "one", 30);
            }
            pipeline.promptTo(0, "other", "two", 30);
            try (GeneratorHandle generator = pipeline.start(control, Map.of())) {
                pipeline.awaitFinals(2);
                pipeline.await(() -> pipeline.lag() == 0, "duplicates done");
                assertThat(generator.stats().results()).isEqualTo(2);
            }
            pipeline.assertComplete(Map.of("same", RuleEngine.text("one", 30), "other", RuleEngine.text("two", 30)), 0);
        }
    }

    @Test
    void shouldAnswerAnIdOnceThatWasSentToTwoPartitions(TestInfo test) {
        try (Pipeline pipeline = pipeline(test, 2)) {
            pipeline.promptTo(0, "same", "one", 30);
            pipeline.promptTo(1, "same", "one", 30);
            try (GeneratorHandle generator = pipeline.start(control, Map.of())) {
                pipeline.await(() -> pipeline.results().size() == 1 && pipeline.lag() == 0, "both done");
                assertThat(generator.stats().results()).isEqualTo(1);
            }
            pipeline.assertComplete(Map.of("same", RuleEngine.text("one", 30)), 0);
        }
    }

    @Test
    void shouldAnswerAnIdOnceThatTwoInstancesGenerateAtTheSameTime(TestInfo test) throws Exception {
        try (Pipeline pipeline = pipeline(test, 2)) {
            RuleEngine.Control held = new RuleEngine.Control();
            held.allow(5);
            try (GeneratorHandle slow = pipeline.start(held, Map.of());
                    GeneratorHandle quick = pipeline.start(control, Map.of())) {
                assertThat(quick.awaitReady(Pipeline.PATIENCE)).isTrue();
                pipeline.await(
                        () -> slow.stats().partitions() == 1 && quick.stats().partitions() == 1, "one each");
                pipeline.promptTo(0, "same", "one", 30);
                pipeline.promptTo(1, "same", "one", 30);
                pipeline.await(() -> pipeline.results().size() == 1, "the quick one's");
                pipeline.await(() -> slow.stats().answeredIds() == 1, "the slow one knows it");
                assertThat(slow.stats().running()).isEqualTo(1);
                held.allow(Long.MAX_VALUE);
                pipeline.await(() -> pipeline.lag() == 0, "both done");
                assertThat(slow.stats().results()).isZero();
            }
            pipeline.assertComplete(Map.of("same", RuleEngine.text("one", 30)), 0);
        }
    }

    @Test
    void shouldKnowAfterARestartWhichIdsAreAnswered(TestInfo test) {
        try (Pipeline pipeline = pipeline(test, 2)) {
            pipeline.promptTo(0, "same", "one", 30);
            try (GeneratorHandle first = pipeline.start(control, Map.of())) {
                pipeline.awaitFinals(1);
                assertThat(first.trouble()).isNull();
            }
            pipeline.promptTo(0, "same", "one", 30);
            pipeline.promptTo(1, "same", "one", 30);
            pipeline.promptTo(1, "new", "two", 5);
            try (GeneratorHandle second = pipeline.start(new RuleEngine.Control(), Map.of())) {
                pipeline.await(() -> pipeline.results().size() == 2 && pipeline.lag() == 0, "all done");
                assertThat(second.stats().results()).isEqualTo(1);
            }
            pipeline.assertComplete(Map.of("same", RuleEngine.text("one", 30), "new", RuleEngine.text("two", 5)), 0);
        }
    }

    @Test
    void shouldServeAnIdAgainWhosePromptBecameADeadLetter(TestInfo test) {
        try (Pipeline pipeline = pipeline(test, 1)) {
            pipeline.send("same", "{\"prompt\":17}");
            pipeline.promptTo(0, "same", "one", 30);
            try (GeneratorHandle generator = pipeline.start(control, Map.of())) {
                pipeline.awaitFinals(2);
                assertThat(generator.trouble()).isNull();
            }
            pipeline.assertComplete(Map.of("same", RuleEngine.text("one", 30)), 1);
        }
    }

    @Test
    void shouldServeACancelledIdThatIsSentAgainLater(TestInfo test) {
        try (Pipeline pipeline = pipeline(test, 1)) {
            control.allow(5);
            pipeline.promptTo(0, "same", "one", 30);
            pipeline.promptTo(0, "same", "one", 30);
            try (GeneratorHandle generator = pipeline.start(control, Map.of())) {
                pipeline.await(() -> generator.stats().running() == 1, "running");
                pipeline.cancel("same");
                pipeline.await(() -> pipeline.lag() == 0, "cancelled once, the duplicate dropped");
                assertThat(pipeline.results())
                        .extracting(result -> result.output().finishReason())
                        .containsOnly(FinishReason.CANCELLED);
                control.allow(Long.MAX_VALUE);
                pipeline.promptTo(0, "same", "one", 30);
                pipeline.awaitFinals(2);
            }
            pipeline.readToEnd();
            assertThat(pipeline.results())
                    .extracting(result -> result.output().finishReason())
                    .containsExactly(FinishReason.CANCELLED, FinishReason.LENGTH);
        }
    }
}
