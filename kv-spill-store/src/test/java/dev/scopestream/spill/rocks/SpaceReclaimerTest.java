package dev.scopestream.spill.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.spill.Conditions;
import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.RequestUsage;
import dev.scopestream.spill.SpillSamples;
import dev.scopestream.spill.SpillStatistics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpaceReclaimerTest {
    private static final long QUOTA = 8L << 20;

    @TempDir
    Path directory;

    private long fileBytes() {
        try (Stream<Path> all = Files.list(StoreDirectory.database(directory))) {
            return all.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldKeepTheFilesNearTheQuotaHoweverMuchIsWritten() throws IOException {
        try (RocksSpillStore store = RocksSpillStore.open(
                SpillSamples.options(directory).toBuilder().quotaBytes(QUOTA).build(), Clock.systemUTC())) {
            Random random = new Random(3);
            for (int request = 0; request < 40; request++) {
                for (int round = 0; round < 30; round++) {
                    List<KvBlock> blocks = new ArrayList<>();
                    for (int i = 0; i < 20; i++) {
                        blocks.add(SpillSamples.block("r" + request, i, 0, round));
                    }
                    store.putAll(blocks);
                }
                store.putCheckpoint(SpillSamples.request("r" + request), SpillSamples.bytes(random, 200_000));
                if (request % 2 == 0) {
                    store.deleteRequest("r" + request);
                }
            }
            SpillStatistics statistics = store.statistics();
            assertThat(statistics.bytesPut()).isGreaterThan(6 * QUOTA);
            assertThat(statistics.setAside()).isZero();
            assertThat(statistics.liveBytes()).isLessThanOrEqualTo(QUOTA);
            Conditions.await(() -> fileBytes() < 3 * QUOTA);
            for (RequestUsage usage : store.requests()) {
                store.deleteRequest(usage.requestId());
            }
            assertThat(store.verify().bytes()).isZero();
            Conditions.await(() -> fileBytes() < QUOTA / 2);
            assertThat(store.putPrefix("p", 1, 1, ByteBuffer.allocate(10))).isTrue();
        }
    }

    /** A quarter of each file stays: requests of very different lengths write in turns. */
    @Test
    void shouldKeepTheFilesNearTheQuotaWhereOldAndNewAreMixed() throws IOException {
        Random random = new Random(7);
        long peak = 0;
        try (RocksSpillStore store = RocksSpillStore.open(
                SpillSamples.options(directory).toBuilder().quotaBytes(QUOTA).build(), Clock.systemUTC())) {
            int[] rounds = new int[32];
            int[] lives = new int[32];
            for (int step = 0; step < 3000; step++) {
                int slot = random.nextInt(rounds.length);
                if (rounds[slot] > (slot < 8 ? 60 : 6)) {
                    store.deleteRequest("s" + slot + "-" + lives[slot]++);
                    rounds[slot] = 0;
                }
                List<KvBlock> blocks = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    blocks.add(SpillSamples.block("s" + slot + "-" + lives[slot], i, 0, rounds[slot]));
                }
                rounds[slot]++;
                store.putAll(blocks);
                if (step % 50 == 0) {
                    peak = Math.max(peak, fileBytes());
                }
            }
            SpillStatistics statistics = store.statistics();
            assertThat(statistics.bytesPut()).isGreaterThan(6 * QUOTA);
            assertThat(statistics.setAside()).isZero();
            assertThat(peak).isLessThan(5 * QUOTA / 2);
        }
    }
}
