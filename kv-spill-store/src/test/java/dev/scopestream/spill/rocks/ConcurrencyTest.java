package dev.scopestream.spill.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.spill.Conditions;
import dev.scopestream.spill.SpillOptions;
import dev.scopestream.spill.SpillReport;
import dev.scopestream.spill.SpillSamples;
import dev.scopestream.spill.SpillStatistics;
import dev.scopestream.spill.SpillStore;
import dev.scopestream.spill.write.SpillWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConcurrencyTest {
    @TempDir
    Path directory;

    /** Runs all at once and passes on what any of them throws. */
    private static void together(List<Callable<Void>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            for (Future<Void> task : threads.invokeAll(tasks)) {
                task.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    private static Callable<Void> many(SpillStore store, long seed, int steps) {
        return () -> {
            Random random = new Random(seed);
            for (int i = 0; i < steps; i++) {
                String id = "r" + random.nextInt(6);
                int sequence = random.nextInt(40);
                switch (random.nextInt(20)) {
                    case 0 -> store.deleteRequest(id);
                    case 1 ->
                        store.putCheckpoint(
                                SpillSamples.request(id), ByteBuffer.wrap(id.getBytes(StandardCharsets.UTF_8)));
                    case 2 ->
                        store.getCheckpoint(SpillSamples.request(id)).found().ifPresent(found -> assertThat(
                                        found.remaining())
                                .isEqualTo(id.length()));
                    case 3 -> store.sync();
                    case 4, 5, 6, 7, 8, 9 -> store.put(SpillSamples.block(id, 0, 0, sequence));
                    default ->
                        store.get(SpillSamples.scope(id), SpillSamples.at(0, 0, sequence))
                                .found()
                                .ifPresent(
                                        found -> assertThat(found).isEqualTo(SpillSamples.block(id, 0, 0, sequence)));
                }
            }
            return null;
        };
    }

    @Test
    void shouldGiveOnlyRightDataToManyThreads() throws Exception {
        SpillOptions options = SpillSamples.options(directory).toBuilder()
                .quotaBytes(192 << 10)
                .build();
        try (RocksSpillStore store = RocksSpillStore.open(options, Clock.systemUTC())) {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                tasks.add(many(store, i, 2_000));
            }
            tasks.add(() -> {
                for (int i = 0; i < 20; i++) {
                    assertThat(store.verify().failures()).isEmpty();
                }
                return null;
            });
            together(tasks);
            SpillReport report = store.verify();
            assertThat(report.sound()).as("failures %s", report.failures()).isTrue();
            assertThat(store.statistics().setAside()).isZero();
            assertThat(store.statistics().liveBytes()).isLessThanOrEqualTo(192 << 10);
            for (int i = 0; i < 6; i++) {
                store.deleteRequest("r" + i);
            }
            assertThat(store.statistics().liveBytes()).isZero();
            assertThat(store.requests()).isEmpty();
        }
    }

    @Test
    void shouldSurviveClosingWhileInUse() throws Exception {
        for (int round = 0; round < 5; round++) {
            RocksSpillStore store = RocksSpillStore.open(SpillSamples.options(directory), Clock.systemUTC());
            together(List.of(many(store, round, 500), many(store, round + 100, 500), () -> {
                Conditions.await(() -> store.statistics().puts() > 20);
                store.close();
                return null;
            }));
            assertThat(store.statistics().state()).isEqualTo(SpillStatistics.State.CLOSED);
        }
    }

    @Test
    void shouldGiveBackFilesAndThreadsEachTimeItIsClosed() throws Exception {
        long files = 0;
        int threads = 0;
        for (int round = 0; round < 60; round++) {
            try (RocksSpillStore store = RocksSpillStore.open(SpillSamples.options(directory), Clock.systemUTC());
                    SpillWriter writer = new SpillWriter(store, SpillSamples.options(directory))) {
                writer.submit(SpillSamples.block("r", 0, 0, round));
            }
            if (round == 9) {
                files = openFiles();
                threads = Thread.activeCount();
            }
        }
        assertThat(openFiles()).isLessThanOrEqualTo(files + 3);
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads);
    }

    /** Of this process; 0 where the system doesn't tell. */
    private static long openFiles() throws IOException {
        Path open = Path.of("/proc/self/fd");
        if (!Files.isDirectory(open)) {
            return 0;
        }
        try (var all = Files.list(open)) {
            return all.count();
        }
    }
}
