package dev.scopestream.generator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.events.DeadLetter;
import dev.scopestream.events.FinishReason;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.generator.offsets.OffsetMap;
import dev.scopestream.generator.offsets.OffsetMapCodec;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Topics that change under the generators: made anew, cut, grown, written in transactions, with strange clocks. */
class LogChangesTest extends BrokerTest {
    private static final long MINUTES = 10 * 60_000L;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldServeEveryPromptOfATopicThatWasMadeAnew(boolean running) {
        try (Pipeline pipeline = new Pipeline(broker(), "anew-" + running, 1, Map.of())) {
            GeneratorHandle generator = pipeline.start(control, Map.of());
            try {
                pipeline.promptTo(0, "a", "one", 5);
                pipeline.send("bad", "{\"prompt\":17}");
                pipeline.promptTo(0, "b", "two", 5);
                pipeline.awaitFinals(3);
                pipeline.await(() -> pipeline.lag() == 0, "all committed");
                if (!running) {
                    generator.close();
                }
                pipeline.harm().recreatePrompts();
                if (!running) {
                    generator = pipeline.start(control, Map.of());
                }
                // more than there were, so that no offset is out of range
                for (String id : List.of("c", "d", "e", "f", "g")) {
                    pipeline.promptTo(0, id, "three", 5);
                }
                pipeline.send("bad", "{\"prompt\":17}");
                pipeline.awaitFinals(9);
                pipeline.await(() -> pipeline.lag() == 0, "all committed again");
                assertThat(pipeline.results())
                        .extracting(ResultEvent::id)
                        .containsExactlyInAnyOrder("a", "b", "c", "d", "e", "f", "g");
                assertThat(pipeline.deadLetters())
                        .extracting(letter -> DeadLetter.from(letter.headers()).offset())
                        .containsExactly(1L, 5L);
            } finally {
                generator.close();
            }
        }
    }

    @Test
    void shouldServePromptsAtOffsetsThatALogLost(TestInfo test) {
        try (Pipeline pipeline = pipeline(test, 1)) {
            TopicPartition partition = new TopicPartition(pipeline.topic("prompts"), 0);
            pipeline.promptTo(0, "a", "one", 5);
            pipeline.send("bad", "{\"prompt\":17}");
            try (GeneratorHandle first = pipeline.start(control, Map.of())) {
                pipeline.awaitFinals(2);
                pipeline.await(() -> pipeline.lag() == 0, "all committed");
                assertThat(first.stats().results()).isEqualTo(1);
            }
            OffsetAndMetadata committed = pipeline.committed().get(partition);
            assertThat(committed.leaderEpoch()).isPresent();
            OffsetMap map = OffsetMap.at(50);
            pipeline.commit(partition, new OffsetAndMetadata(50, committed.leaderEpoch(), OffsetMapCodec.encode(map)));
            try (GeneratorHandle second = pipeline.start(control, Map.of())) {
                pipeline.await(() -> second.stats().partitions() == 1, "it has the partition");
                pipeline.promptTo(0, "b", "two", 5);
                pipeline.awaitFinals(3);
                pipeline.await(() -> pipeline.lag() == 0, "all committed again");
            }
            pipeline.assertComplete(Map.of("a", RuleEngine.text("one", 5), "b", RuleEngine.text("two", 5)), 1);
        }
    }

    @Test
    void shouldFollowPartitionsThatAreAdded(TestInfo test) {
        try (Pipeline pipeline = pipeline(test, 1);
                GeneratorHandle generator = pipeline.start(control, Map.of())) {
            pipeline.promptTo(0, "a", "one", 5);
            pipeline.awaitFinals(1);
            PipelineHarm harm = pipeline.harm();
            harm.partitions("prompts", 3);
            harm.partitions("results", 4);
            harm.partitions("finished", 2);
            harm.partitions("control", 2);
            control.allow(0);
            harm.store(harm.prompt(2, 0, "b", "two", 30));
            pipeline.await(() -> generator.stats().running() == 1, "the new partition's prompt runs");
            harm.cancelAt(0, 1, "b");
            pipeline.await(() -> pipeline.results().size() == 2, "cancelled by the new partition");
            assertThat(pipeline.results().get(1).output().finishReason()).isEqualTo(FinishReason.CANCELLED);
            harm.storeFinished(1, "c");
            pipeline.await(() -> generator.stats().answeredIds() == 3, "a result of the new partition is known");
        }
    }

    @Test
    void shouldServeOnlyCommittedPromptsOfATransactionalProducer(TestInfo test) {
        try (Pipeline pipeline = pipeline(test, 1);
                GeneratorHandle generator = pipeline.start(control, Map.of())) {
            pipeline.harm().transactions(List.of("a", "b", "c", "d"), "one", 5);
            pipeline.await(() -> pipeline.results().size() == 2 && pipeline.lag() == 0, "two, and no lag");
            assertThat(generator.stats().results()).isEqualTo(2);
            pipeline.assertComplete(Map.of("a", RuleEngine.text("one", 5), "c", RuleEngine.text("one", 5)), 0);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-MINUTES, MINUTES})
    void shouldOrderByTheLogWhateverSendersClocksSay(long shift) {
        try (Pipeline pipeline = new Pipeline(broker(), "clocks" + shift, 1, Map.of())) {
            PipelineHarm harm = pipeline.harm();
            control.allow(5);
            harm.promptAt(shift, "same", "one", 30);
            try (GeneratorHandle generator = pipeline.start(control, Map.of())) {
                pipeline.await(() -> generator.stats().running() == 1, "running");
                harm.cancelAt(-shift, 0, "same");
                pipeline.awaitFinals(1);
                control.allow(Long.MAX_VALUE);
                harm.promptAt(-shift, "same", "one", 30);
                pipeline.awaitFinals(2);
            }
            assertThat(pipeline.results())
                    .extracting(result -> result.output().finishReason())
                    .containsExactly(FinishReason.CANCELLED, FinishReason.LENGTH);
        }
    }

    @Test
    void shouldServeNothingAgainWhenTheGroupsOffsetsAreGone(TestInfo test) {
        int count = OffsetMap.SPAN + 3000;
        try (Pipeline pipeline = pipeline(test, 1)) {
            PipelineHarm harm = pipeline.harm();
            harm.servedPrompts(count, 100);
            pipeline.promptTo(0, "new", "one", 5);
            try (GeneratorHandle generator = pipeline.start(control, Map.of("scope.duplicates.ids", "10"))) {
                pipeline.await(() -> pipeline.lag() == 0, "all passed");
                assertThat(generator.stats().results()).isEqualTo(1 + (count + 99) / 100);
                assertThat(generator.stats().deadLetters()).isZero();
            }
            pipeline.readToEnd();
            assertThat(pipeline.results())
                    .extracting(ResultEvent::id)
                    .doesNotHaveDuplicates()
                    .hasSize(1 + (count + 99) / 100)
                    .contains("new", "p0", "p100", "p19300");
        }
    }
}
