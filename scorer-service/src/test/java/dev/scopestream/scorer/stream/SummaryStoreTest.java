package dev.scopestream.scorer.stream;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.telemetry.Tracing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryStoreTest {
    @TempDir
    Path directory;

    @Test
    void shouldNotBeReadyBeforeTheStartAndAfterTheEnd() {
        ScorerCounts counts = new ScorerCounts();
        Properties properties = new Properties();
        properties.putAll(new StreamSettings("localhost:9", "test", directory, 1, Map.of()).toStreams(counts));
        try (KafkaStreams streams = new KafkaStreams(
                new ScorerTopology(counts, 2, TopologyFixture.RETENTION, Tracing.off()).build(), properties)) {
            assertThatThrownBy(() -> SummaryStore.read(streams)).isInstanceOf(NotReadyException.class);
            streams.close(Duration.ZERO);
            assertThatThrownBy(() -> SummaryStore.read(streams))
                    .isInstanceOf(NotReadyException.class)
                    .hasMessageStartingWith("the scorer is ");
        }
    }
}
