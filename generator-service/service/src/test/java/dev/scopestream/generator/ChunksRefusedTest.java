package dev.scopestream.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class ChunksRefusedTest extends BrokerTest {
    private static void send(Pipeline pipeline, String name, int count) {
        for (int i = 0; i < count; i++) {
            pipeline.prompt(name + i, name + i, 40);
        }
    }

    @Test
    void shouldDeliverWholeResultsWhileNoChunkCanBeStoredAndChunksAgainAfterwards(TestInfo test) {
        try (Pipeline pipeline = pipeline(test, 2)) {
            pipeline.harm().chunksAreRefused(true);
            try (GeneratorHandle generator = pipeline.start(control, Map.of())) {
                send(pipeline, "refused", 20);
                pipeline.awaitFinals(20);
                send(pipeline, "still", 20);
                pipeline.awaitFinals(40);
                assertThat(pipeline.chunks()).isEmpty();
                assertThat(pipeline.results())
                        .allMatch(r -> r.output().text().equals(RuleEngine.text(r.id(), 40)) && r.attempt() == 1);

                pipeline.harm().chunksAreRefused(false);
                for (int wave = 0; !whole(pipeline, "taken" + (wave - 1) + "-"); wave++) {
                    assertThat(wave).as("waves until chunks are taken").isLessThan(30);
                    int all = pipeline.results().size() + 4;
                    send(pipeline, "taken" + wave + "-", 4);
                    pipeline.awaitFinals(all);
                }
                assertThat(generator.trouble()).isNull();
            }
            assertThat(pipeline.lag()).isZero();
        }
    }

    /** Whether the chunks of this wave make up its texts. */
    private static boolean whole(Pipeline pipeline, String name) {
        Set<String> ids = IntStream.range(0, 4).mapToObj(i -> name + i).collect(Collectors.toSet());
        pipeline.readToEnd();
        return pipeline.results().stream()
                        .filter(r -> ids.contains(r.id()))
                        .filter(r -> pipeline.chunkText(r).equals(r.output().text()))
                        .count()
                == ids.size();
    }
}
