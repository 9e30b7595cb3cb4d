package dev.scopestream.spill.rocks;

import static dev.scopestream.spill.SpillSamples.at;
import static dev.scopestream.spill.SpillSamples.block;
import static dev.scopestream.spill.SpillSamples.options;
import static dev.scopestream.spill.SpillSamples.request;
import static dev.scopestream.spill.SpillSamples.scope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.spill.FakeClock;
import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import dev.scopestream.spill.SpillDirectoryInUseException;
import dev.scopestream.spill.SpillOptions;
import dev.scopestream.spill.SpillReport;
import dev.scopestream.spill.SpillSamples;
import dev.scopestream.spill.SpillStatistics;
import dev.scopestream.spill.SpillStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store does when its files are damaged, its disk is full or refuses, or its process dies. */
class StoreRecoveryTest {
    private static final int BLOCKS = 200;

    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock();

    private RocksSpillStore open(SpillOptions options) throws SpillDirectoryInUseException {
        return RocksSpillStore.open(options, clock);
    }

    private void fill() throws SpillDirectoryInUseException {
        try (RocksSpillStore store = open(options(directory))) {
            for (int i = 0; i < BLOCKS; i++) {
                assertThat(store.put(block("r" + i % 4, i % 3, 0, i))).isTrue();
            }
        }
    }

    private List<Path> files(String prefixOrSuffix) throws IOException {
        try (Stream<Path> all = Files.list(StoreDirectory.database(directory))) {
            return all.filter(file -> {
                        String name = file.getFileName().toString();
                        return name.startsWith(prefixOrSuffix) || name.endsWith(prefixOrSuffix);
                    })
                    .toList();
        }
    }

    private long setAside() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.getFileName().toString().startsWith("db.aside-"))
                    .count();
        }
    }

    /** Whatever comes back is right; gives how much did. */
    private static int readAll(SpillStore store) {
        int hits = 0;
        for (int i = 0; i < BLOCKS; i++) {
            KvBlock expected = block("r" + i % 4, i % 3, 0, i);
            var answer = store.get(scope("r" + i % 4), expected.address());
            if (answer.found().isPresent()) {
                assertThat(answer).isEqualTo(Lookup.hit(expected));
                hits++;
            }
        }
        return hits;
    }

    @ParameterizedTest
    @ValueSource(strings = {"CURRENT", "MANIFEST"})
    void shouldSetAsideADatabaseThatCannotBeOpened(String file) throws IOException {
        fill();
        for (Path found : files(file)) {
            Files.writeString(found, "not what it was");
        }
        try (RocksSpillStore store = open(options(directory))) {
            assertThat(store.statistics().setAside()).isEqualTo(1);
            assertThat(store.statistics().state()).isEqualTo(SpillStatistics.State.ON);
            assertThat(store.requests()).isEmpty();
            assertThat(store.put(block("new", 0, 0, 0))).isTrue();
            assertThat(store.get(scope("new"), at(0, 0, 0)).found()).isPresent();
        }
        assertThat(setAside()).isEqualTo(1);
    }

    @Test
    void shouldKeepOnlyTheLastDatabaseThatWasSetAside() throws IOException {
        for (int i = 0; i < 3; i++) {
            fill();
            clock.advance(Duration.ofSeconds(1));
            Files.writeString(files("CURRENT").get(0), "gone");
        }
        open(options(directory)).close();
        assertThat(setAside()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {".sst", ".blob"})
    void shouldNeverGiveWrongDataFromDamagedFiles(String suffix) throws IOException {
        Random random = new Random(suffix.hashCode());
        int hits = 0;
        long failed = 0;
        for (int round = 0; round < 6; round++) {
            fill();
            for (Path file : files(suffix)) {
                byte[] bytes = Files.readAllBytes(file);
                for (int i = 0; i < 3; i++) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
                }
                Files.write(file, bytes);
            }
            try (RocksSpillStore store = open(options(directory))) {
                hits += readAll(store);
                var statistics = store.statistics();
                failed += BLOCKS - statistics.hits() + statistics.setAside();
                assertThat(statistics.hits()
                                + statistics.misses().values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum())
                        .isEqualTo(statistics.gets());
                assertThat(store.put(block("new", 0, 0, 0))).isTrue();
                assertThat(store.get(scope("new"), at(0, 0, 0)).found()).isPresent();
            }
        }
        assertThat(failed).as("the damage was noticed").isPositive();
        assertThat(hits).isLessThan(6 * BLOCKS);
    }

    @Test
    void shouldBeginAnewWhenFilesAreMissing() throws IOException {
        fill();
        for (Path file : files(".blob")) {
            Files.delete(file);
        }
        try (RocksSpillStore store = open(options(directory))) {
            assertThat(readAll(store)).isZero();
            assertThat(store.put(block("new", 0, 0, 0))).isTrue();
        }
    }

    @Test
    void shouldReplaceAFullDatabaseWhileRequestsGoOn() throws IOException {
        SpillOptions tight = options(directory).toBuilder()
                .quotaBytes(3L << 20)
                .diskBytes((3L << 20) + 1)
                .build();
        int written = 0;
        try (RocksSpillStore store = open(tight)) {
            for (int i = 0; store.statistics().setAside() == 0; i++) {
                assertThat(i).as("puts until the disk limit").isLessThan(1_000);
                boolean put = store.putCheckpoint(request("r" + i % 30), SpillSamples.bytes(new Random(i), 100_000));
                written += put ? 1 : 0;
                store.sync();
            }
            assertThat(written).isPositive();
            assertThat(store.statistics().state()).isEqualTo(SpillStatistics.State.ON);
            assertThat(store.put(block("new", 0, 0, 0))).isTrue();
            assertThat(store.get(scope("new"), at(0, 0, 0)).found()).isPresent();
        }
        assertThat(setAside()).as("a full disk needs the space").isZero();
    }

    @Test
    void shouldBeOffWhenTheDiskRefusesAndComeBackWhenItDoesNot() throws IOException {
        Path inTheWay = directory.resolve("file");
        Files.writeString(inTheWay, "a file where a directory should be");
        SpillOptions options =
                options(inTheWay).toBuilder().retryAfter(Duration.ofSeconds(30)).build();
        try (RocksSpillStore store = open(options)) {
            assertThat(store.statistics().state()).isEqualTo(SpillStatistics.State.OFF);
            assertThat(store.put(block("a", 0, 0, 0))).isFalse();
            assertThat(store.putCheckpoint(request("a"), ByteBuffer.allocate(3)))
                    .isFalse();
            assertThat(store.sync()).isFalse();
            store.deleteRequest("a");
            assertThat(store.get(scope("a"), at(0, 0, 0))).isEqualTo(Lookup.miss(MissReason.STORE_OFF));
            var off = store.statistics();
            assertThat(off.dropped()).isEqualTo(2);
            assertThat(off.turnedOff()).isEqualTo(1);
            assertThat(off.missed(MissReason.STORE_OFF)).isEqualTo(1);

            Files.delete(inTheWay);
            assertThat(store.put(block("a", 0, 0, 0)))
                    .as("too early to try again")
                    .isFalse();
            clock.advance(Duration.ofSeconds(31));
            assertThat(store.put(block("a", 0, 0, 0))).isTrue();
            assertThat(store.statistics().state()).isEqualTo(SpillStatistics.State.ON);
        }
        assertThat(Files.isDirectory(inTheWay)).isTrue();
    }

    @Test
    void shouldGoOnWhenItsFilesAreDeletedUnderneath() throws IOException {
        try (RocksSpillStore store = open(options(directory))) {
            store.put(block("a", 0, 0, 0));
            store.sync();
            try (Stream<Path> all = Files.walk(StoreDirectory.database(directory))) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    Files.delete(file);
                }
            }
            for (int i = 0; i < 100; i++) {
                store.put(block("b", 0, 0, i));
                store.sync();
            }
            assertThat(store.put(block("c", 0, 0, 0))).isTrue();
            assertThat(store.get(scope("c"), at(0, 0, 0)).found()).isPresent();
        }
    }

    @Test
    void shouldHaveWhatWasSyncedAfterItsProcessWasKilled() throws IOException, InterruptedException {
        Process child = DyingWriter.start(directory);
        try (var said = child.inputReader()) {
            assertThat(said.readLine()).isEqualTo("synced");
            assertThatThrownBy(() -> open(options(directory)))
                    .isInstanceOf(SpillDirectoryInUseException.class)
                    .hasMessageContaining("process " + child.pid());
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.waitFor()).isNotZero();
        try (RocksSpillStore store = open(options(directory))) {
            assertThat(store.statistics().setAside()).isZero();
            for (int i = 0; i < DyingWriter.SYNCED; i++) {
                assertThat(store.get(scope("r"), at(0, 0, i))).isEqualTo(Lookup.hit(block("r", 0, 0, i)));
            }
            assertThat(store.getCheckpoint(request("r")).found()).contains(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            SpillReport report = store.verify();
            assertThat(report.sound()).as("index and values agree").isTrue();
            assertThat(report.bytes()).isEqualTo(store.statistics().liveBytes());
        }
    }
}
