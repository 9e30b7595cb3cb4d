package dev.scopestream.spill.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints in a directory that are changes of a whole one. */
class ChangesDirectoryTest {
    private static final CheckpointId FIRST = new CheckpointId(-5, 3, 7, 0xabcL, 1);
    private static final int BYTES = 300_000;

    @TempDir
    private Path root;

    private final Random random = new Random(8);
    private QueuedCheckpoints writer;

    @BeforeEach
    void begin() {
        writer = open(64 << 20);
    }

    @AfterEach
    void end() {
        writer.close();
    }

    private QueuedCheckpoints open(long quota) {
        return QueuedCheckpoints.open(
                new CheckpointDirectory(
                        new CheckpointDirectoryOptions(root, quota, Duration.ofHours(1), 16 << 20), Clock.systemUTC()),
                new QueueOptions(0, Duration.ofSeconds(20), 8 << 20),
                Clock.systemUTC());
    }

    private byte[] save(CheckpointId id, byte[] payload) throws Exception {
        CheckpointHeader header = new CheckpointHeader(id, System.currentTimeMillis(), 40, 1, 2, payload.length, "one");
        assertThat(writer.save(header, List.of(ByteBuffer.wrap(payload)), Duration.ZERO))
                .isTrue();
        writer.flushed().get(20, TimeUnit.SECONDS);
        return payload;
    }

    private byte[] random(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    /** With some of its end replaced. */
    private byte[] changed(byte[] payload, int bytes) {
        byte[] now = payload.clone();
        System.arraycopy(random(bytes), 0, now, now.length - bytes, bytes);
        return now;
    }

    private Lookup<ByteBuffer> find(CheckpointId id) throws Exception {
        try (QueuedCheckpoints reader = open(64 << 20)) {
            return reader.find(id, 1, 2).get(20, TimeUnit.SECONDS);
        }
    }

    private List<Path> files() throws IOException {
        try (var tree = Files.walk(root)) {
            return tree.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private Path changes() {
        return root.resolve(FIRST.path()).resolveSibling(FIRST.changesFile());
    }

    @Test
    void shouldWriteWhatChangedAndNothingTwice() throws Exception {
        byte[] payload = save(FIRST, random(BYTES));
        for (int i = 0; i < 5; i++) {
            payload = save(FIRST, changed(payload, 10_000));
            assertThat(find(FIRST.ofAttempt(2)).found()).contains(ByteBuffer.wrap(payload));
        }
        assertThat(files()).containsExactly(root.resolve(FIRST.path()), changes());
        CheckpointStatistics statistics = writer.statistics();
        assertThat(statistics.written()).isEqualTo(6);
        assertThat(statistics.changes()).isEqualTo(5);
        assertThat(statistics.changeBytes()).isBetween(5 * 10_000L, 5 * 20_000L);
        assertThat(statistics.bytesWritten()).isBetween(BYTES + 5 * 10_000L, BYTES + 5 * 20_000L);
        assertThat(statistics.liveBytes()).isEqualTo(Files.size(files().get(0)) + Files.size(files().get(1)));
        CheckpointInspector inspector = new CheckpointInspector(root);
        assertThat(inspector.list()).singleElement().satisfies(found -> {
            assertThat(found.path()).isEqualTo(FIRST.path());
            assertThat(found.bytes()).isEqualTo(statistics.liveBytes());
            assertThat(found.header().found().orElseThrow().base()).isPresent();
        });
        assertThat(inspector.verify(FIRST).found().orElseThrow().payloadBytes()).isEqualTo(BYTES);

        payload = save(FIRST, changed(payload, 200_000));
        assertThat(files()).as("a whole one again").containsExactly(root.resolve(FIRST.path()));
        assertThat(find(FIRST.ofAttempt(2)).found()).contains(ByteBuffer.wrap(payload));
        save(FIRST, changed(payload, 1000));
        writer.delete(FIRST.ofAttempt(2));
        writer.flushed().get();
        assertThat(files()).isEmpty();
        assertThat(writer.statistics().liveBytes()).isZero();
    }

    @Test
    void shouldBeginWithAWholeOneInEachAttemptAndAfterSoManyChanges() throws Exception {
        byte[] payload = save(FIRST, random(BYTES));
        save(FIRST, payload);
        save(FIRST.ofAttempt(2), payload);
        assertThat(writer.statistics().changes()).isEqualTo(1);
        assertThat(files()).containsExactly(root.resolve(FIRST.ofAttempt(2).path()));
        for (int i = 0; i <= SavedBases.MOST_CHANGES; i++) {
            save(FIRST.ofAttempt(2), payload);
        }
        assertThat(writer.statistics().changes()).isEqualTo(1 + SavedBases.MOST_CHANGES);
        assertThat(files()).hasSize(1);
        byte[] little = save(FIRST.ofAttempt(3), random(SavedBases.LEAST_BYTES - 1));
        save(FIRST.ofAttempt(3), little);
        assertThat(files()).containsExactly(root.resolve(FIRST.ofAttempt(3).path()));
    }

    @Test
    void shouldWriteAWholeOneWhereTheLastIsGone() throws Exception {
        byte[] payload = save(FIRST, random(BYTES));
        Files.delete(root.resolve(FIRST.path()));
        save(FIRST, payload);
        assertThat(find(FIRST.ofAttempt(2)).found()).contains(ByteBuffer.wrap(payload));
        assertThat(writer.statistics().changes()).isZero();
    }

    @Test
    void shouldRefuseWhateverIsDamagedOrMissing() throws Exception {
        byte[] payload = save(FIRST, random(BYTES));
        byte[] old = Files.readAllBytes(root.resolve(FIRST.path()));
        save(FIRST, changed(payload, 1000));
        for (Path file : files()) {
            byte[] whole = Files.readAllBytes(file);
            CheckpointFiles reader = new CheckpointFiles(root, 1 << 20);
            int step = Math.max(1, whole.length / 200);
            for (int i = 0; i < whole.length; i += step) {
                byte[] flipped = whole.clone();
                flipped[i] ^= (byte) (1 << (i % 8));
                Files.write(file, flipped);
                assertThat(reader.read(FIRST).found())
                        .as("byte %d of %s", i, file)
                        .isEmpty();
                Files.write(file, Arrays.copyOf(whole, i));
                assertThat(reader.read(FIRST).found())
                        .as("%s cut at %d", file, i)
                        .isEmpty();
            }
            Files.write(file, whole);
            assertThat(reader.read(FIRST).found()).isPresent();
        }
        Path aside = root.resolve("aside");
        Files.move(root.resolve(FIRST.path()), aside);
        assertThat(find(FIRST.ofAttempt(2)).missed()).as("changes of nothing").contains(MissReason.TORN);
        Files.copy(changes(), root.resolve(FIRST.path()));
        assertThat(find(FIRST.ofAttempt(2)).missed()).contains(MissReason.MISPLACED);
        Files.write(root.resolve(FIRST.path()), old);
        assertThat(find(FIRST.ofAttempt(2)).found()).isPresent();
        Files.move(aside, changes(), StandardCopyOption.REPLACE_EXISTING);
        assertThat(find(FIRST.ofAttempt(2)).missed()).contains(MissReason.MISPLACED);
    }

    /** What a process leaves that is killed when a whole one is there and the changes of the one before aren't gone yet. */
    @Test
    void shouldIgnoreTheChangesOfAnEarlierWholeOne() throws Exception {
        byte[] payload = save(FIRST, random(BYTES));
        save(FIRST, changed(payload, 1000));
        byte[] earlier = Files.readAllBytes(changes());
        byte[] whole = save(FIRST, random(BYTES));
        assertThat(changes()).doesNotExist();
        Files.write(changes(), earlier);
        assertThat(find(FIRST.ofAttempt(2)).found()).contains(ByteBuffer.wrap(whole));
        assertThat(new CheckpointInspector(root)
                        .list()
                        .get(0)
                        .header()
                        .found()
                        .orElseThrow()
                        .base())
                .isEmpty();
        byte[] next = save(FIRST, changed(whole, 1000));
        assertThat(find(FIRST.ofAttempt(2)).found()).contains(ByteBuffer.wrap(next));
        // and the other way round: changes of a later one than is there
        byte[] later = Files.readAllBytes(changes());
        save(FIRST.ofAttempt(1), random(BYTES));
        save(FIRST.ofAttempt(1), random(BYTES));
        Files.write(changes(), later);
        assertThat(find(FIRST.ofAttempt(2)).found()).as("two whole ones later").isPresent();
    }

    @Test
    void shouldCountBothFilesOfARequest() throws Exception {
        writer.close();
        writer = open(500_000);
        CheckpointId other = new CheckpointId(-5, 3, 8, 1, 1);
        byte[] payload = save(FIRST, random(BYTES));
        save(FIRST, changed(payload, 50_000));
        save(other, random(BYTES));
        assertThat(files()).as("both of the older one went").containsExactly(root.resolve(other.path()));
        assertThat(writer.statistics().removed()).isEqualTo(1);
    }
}
