package dev.scopestream.generator.spill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.generator.config.SpillSettings;
import dev.scopestream.spill.RequestIdentity;
import dev.scopestream.spill.RequestUsage;
import dev.scopestream.spill.SpillOptions;
import dev.scopestream.spill.SpillStore;
import dev.scopestream.spill.rocks.RocksSpillStore;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksEvictionSpillTest {
    @TempDir
    private Path directory;

    private SpillStore store() throws Exception {
        return RocksSpillStore.open(SpillOptions.in(directory), Clock.systemUTC());
    }

    private long forgotten(boolean keep) {
        SpillSettings settings = new SpillSettings(
                directory,
                false,
                1 << 30,
                8 << 20,
                1 << 20,
                Duration.ofHours(1),
                "wait",
                Duration.ofSeconds(5),
                512,
                Duration.ofSeconds(2),
                keep);
        try (RocksEvictionSpill spill = RocksEvictionSpill.open(settings)) {
            return spill.forgetFinished(new TopicPartition("a-1", 0), offset -> offset < 10);
        }
    }

    @Test
    void shouldForgetWhatIsLeftOfFinishedRequestsOfOnePartition() throws Exception {
        List<String> ids = List.of("a-1-0-9", "a-1-0-10", "a-1-1-9", "a-1-0-9-9", "a-1-0-x", "a-1");
        try (SpillStore store = store()) {
            ids.forEach(id -> assertThat(store.putCheckpoint(new RequestIdentity(id, 1, 2), ByteBuffer.allocate(9)))
                    .isTrue());
        }
        assertThat(forgotten(true)).as("kept for inspection").isZero();
        assertThat(forgotten(false)).isEqualTo(1);
        try (SpillStore store = store()) {
            assertThat(store.requests())
                    .extracting(RequestUsage::requestId)
                    .containsExactlyInAnyOrderElementsOf(ids.subList(1, ids.size()));
        }
    }
}
