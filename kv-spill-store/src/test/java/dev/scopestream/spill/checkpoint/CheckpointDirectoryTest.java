package dev.scopestream.spill.checkpoint;

import static dev.scopestream.spill.Conditions.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.spill.FakeClock;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes' views of one directory. */
class CheckpointDirectoryTest {
    private static final long MODEL = 11;
    private static final long POLICY = 12;
    private static final CheckpointId FIRST = new CheckpointId(-5, 3, 1_000_000_000_007L, 0xabcL, 1);
    private static final Duration NOT = Duration.ZERO;

    @TempDir
    private Path parent;

    private Path root;
    private final List<QueuedCheckpoints> open = new ArrayList<>();

    @BeforeEach
    void begin() {
        root = parent.resolve("shared");
    }

    @AfterEach
    void end() {
        open.forEach(QueuedCheckpoints::close);
    }

    private QueuedCheckpoints open(long quota, Clock clock) {
        QueuedCheckpoints directory = QueuedCheckpoints.open(
                new CheckpointDirectory(
                        new CheckpointDirectoryOptions(root, quota, Duration.ofHours(1), 16 << 20), clock),
                new QueueOptions(0, Duration.ofSeconds(20), 8 << 20),
                clock);
        open.add(directory);
        return directory;
    }

    private QueuedCheckpoints open() {
        return open(64 << 20, Clock.systemUTC());
    }

    private static CheckpointHeader header(CheckpointId id, long bytes) {
        return new CheckpointHeader(id, System.currentTimeMillis(), 40, MODEL, POLICY, bytes, "one");
    }

    /** Half of it repeats itself, half of it is random. */
    private static byte[] bytes(int seed, int size) {
        byte[] bytes = new byte[size];
        byte[] random = new byte[size / 2];
        new Random(seed).nextBytes(random);
        System.arraycopy(random, 0, bytes, bytes.length - random.length, random.length);
        return bytes;
    }

    private static boolean save(QueuedCheckpoints directory, CheckpointId id, byte[] payload) throws Exception {
        int half = payload.length / 2;
        boolean queued = directory.save(
                header(id, payload.length),
                List.of(ByteBuffer.wrap(payload, 0, half), ByteBuffer.wrap(payload, half, payload.length - half)),
                NOT);
        directory.flushed().get(20, TimeUnit.SECONDS);
        return queued;
    }

    private static Lookup<ByteBuffer> find(QueuedCheckpoints directory, CheckpointId id) throws Exception {
        return directory.find(id, MODEL, POLICY).get(30, TimeUnit.SECONDS);
    }

    private List<Path> files() throws IOException {
        try (var tree = Files.walk(root)) {
            return tree.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Test
    void shouldGiveAnotherProcessExactlyWhatWasSaved() throws Exception {
        QueuedCheckpoints one = open();
        QueuedCheckpoints two = open();
        for (int size : new int[] {2, 4000, CheckpointParts.PART_BYTES, 5 * CheckpointParts.PART_BYTES / 2}) {
            byte[] payload = bytes(size, size);
            assertThat(save(one, FIRST, payload)).isTrue();
            assertThat(find(two, FIRST.ofAttempt(2)).found()).contains(ByteBuffer.wrap(payload));
        }
        assertThat(files()).singleElement().satisfies(file -> {
            assertThat(Files.size(file)).isLessThan(2 * CheckpointParts.PART_BYTES);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                    .isEqualTo("rwx------");
        });
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
                .isEqualTo("rwx------");
    }

    @Test
    void shouldTakeTheLatestOwnersCheckpointWhateverAnEarlierOneWritesLater() throws Exception {
        QueuedCheckpoints zombie = open();
        QueuedCheckpoints owner = open();
        save(zombie, FIRST, bytes(1, 1000));
        save(owner, FIRST.ofAttempt(2), bytes(2, 1000));
        assertThat(files()).as("the earlier one is removed").hasSize(1);
        save(zombie, FIRST, bytes(3, 1000));
        assertThat(find(open(), FIRST.ofAttempt(3)).found()).contains(ByteBuffer.wrap(bytes(2, 1000)));
        assertThat(find(open(), FIRST.ofAttempt(2)).found())
                .as("attempt 2 itself began before it saved anything")
                .contains(ByteBuffer.wrap(bytes(3, 1000)));
    }

    @Test
    void shouldFindAttemptsFarBack() throws Exception {
        save(open(), FIRST.ofAttempt(7), bytes(1, 1000));
        assertThat(find(open(), FIRST.ofAttempt(50_000_000)).found()).contains(ByteBuffer.wrap(bytes(1, 1000)));
        assertThat(find(open(), FIRST.ofAttempt(7)).missed()).contains(MissReason.ABSENT);
    }

    @Test
    void shouldTellAForeignCheckpointFromNone() throws Exception {
        save(open(), FIRST, bytes(1, 1000));
        QueuedCheckpoints other = open();
        CheckpointId next = FIRST.ofAttempt(2);
        assertThat(other.find(next, MODEL + 1, POLICY).get().missed()).contains(MissReason.FOREIGN_MODEL);
        assertThat(other.find(next, MODEL, POLICY + 1).get().missed()).contains(MissReason.FOREIGN_POLICY);
        CheckpointId otherPrompt = new CheckpointId(-5, 3, FIRST.offset(), 0xabdL, 2);
        assertThat(find(other, otherPrompt).missed()).contains(MissReason.ABSENT);
        assertThat(find(open(64 << 20, Clock.offset(Clock.systemUTC(), Duration.ofHours(2))), next)
                        .missed())
                .contains(MissReason.EXPIRED);
    }

    @Test
    void shouldRefuseEveryDamage() throws Exception {
        byte[] payload = bytes(9, 600);
        save(open(), FIRST, payload);
        Path file = files().get(0);
        byte[] whole = Files.readAllBytes(file);
        CheckpointFiles reader = new CheckpointFiles(root, 1 << 20);
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= (byte) (1 << (i % 8));
            Files.write(file, flipped);
            assertThat(reader.read(FIRST).found()).as("byte %d", i).isEmpty();
            Files.write(file, Arrays.copyOf(whole, i));
            assertThat(reader.read(FIRST).found()).as("cut at %d", i).isEmpty();
        }
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        assertThat(reader.read(FIRST).missed()).contains(MissReason.BAD_SHAPE);
        Files.write(file, whole);
        assertThat(reader.read(FIRST).found()).isPresent();
        assertThat(new CheckpointFiles(root, 599).read(FIRST).missed())
                .as("larger than the reader takes")
                .contains(MissReason.BAD_SHAPE);
        Files.move(file, file.resolveSibling(FIRST.ofAttempt(2).file()));
        assertThat(reader.read(FIRST.ofAttempt(2)).missed()).contains(MissReason.MISPLACED);
    }

    @Test
    void shouldNeitherFollowLinksNorReadWhatIsNoFile() throws Exception {
        save(open(), FIRST, bytes(9, 600));
        Path file = files().get(0);
        Files.createSymbolicLink(file.resolveSibling(FIRST.ofAttempt(2).file()), file);
        Files.createDirectory(file.resolveSibling(FIRST.ofAttempt(3).file()));
        assertThat(find(open(), FIRST.ofAttempt(4)).missed()).contains(MissReason.READ_ERROR);
        assertThat(CheckpointListing.all(root)).hasSize(1);
    }

    @Test
    void shouldDeleteWhatIsDeliveredAndWhatIsFinished() throws Exception {
        QueuedCheckpoints one = open();
        save(one, FIRST, bytes(1, 1000));
        CheckpointId later = new CheckpointId(-5, 3, FIRST.offset() + 1, 1, 1);
        save(one, later, bytes(1, 1000));
        QueuedCheckpoints two = open();
        two.delete(FIRST.ofAttempt(2));
        two.flushed().get();
        assertThat(files()).hasSize(1);
        two.deleteFinished(-5, 4, offset -> true);
        two.deleteFinished(-5, 3, offset -> offset == FIRST.offset());
        two.flushed().get();
        assertThat(files()).hasSize(1);
        two.deleteFinished(-5, 3, offset -> offset == later.offset());
        two.flushed().get();
        assertThat(files()).isEmpty();
        assertThat(two.statistics().removed()).isEqualTo(1);
    }

    @Test
    void shouldKeepTheQuotaTheOldestFirst() throws Exception {
        byte[] random = new byte[100_000];
        new Random(4).nextBytes(random);
        QueuedCheckpoints one = open(350_000, Clock.systemUTC());
        for (int i = 0; i < 5; i++) {
            CheckpointId id = new CheckpointId(i, 0, i, 1, 1);
            save(one, id, random);
            Files.setLastModifiedTime(
                    root.resolve(id.path()), FileTime.from(Instant.now().minusSeconds(100 - i)));
        }
        assertThat(files()).hasSize(3);
        assertThat(find(one, new CheckpointId(4, 0, 4, 1, 2)).found()).isPresent();
        assertThat(find(one, new CheckpointId(1, 0, 1, 1, 2)).missed()).contains(MissReason.ABSENT);
        assertThat(save(one, FIRST, new byte[400_000])).isTrue();
        assertThat(one.statistics().failed()).as("larger than the quota").isEqualTo(1);
    }

    @Test
    void shouldForgetWhatIsOldAndWhatWasNeverWrittenToItsEnd() throws Exception {
        save(open(), FIRST, bytes(1, 1000));
        Path half = files().get(0).resolveSibling(CheckpointFiles.TEMPORARY + "half");
        Path foreign = files().get(0).resolveSibling("notes.txt");
        Files.write(half, new byte[10]);
        Files.write(foreign, new byte[10]);
        FakeClock clock = new FakeClock();
        clock.advance(Duration.between(clock.instant(), Instant.now().plus(Duration.ofHours(2))));
        QueuedCheckpoints other = open(64 << 20, clock);
        await(() -> other.statistics().removed() == 2);
        assertThat(files()).containsExactly(foreign);
    }

    @Test
    void shouldCountWhatADirectoryRefusesAndGoOnWhenItIsBack() throws Exception {
        QueuedCheckpoints one = open();
        save(one, FIRST, bytes(1, 1000));
        Path away = parent.resolve("away");
        Files.move(root, away);
        assertThat(save(one, FIRST, bytes(2, 1000))).isTrue();
        assertThat(one.statistics().failed()).isEqualTo(1);
        assertThat(find(one, FIRST.ofAttempt(2)).missed()).contains(MissReason.STORE_OFF);
        Files.move(away, root);
        assertThat(find(one, FIRST.ofAttempt(2)).found()).contains(ByteBuffer.wrap(bytes(1, 1000)));
        save(one, FIRST, bytes(3, 1000));
        assertThat(find(one, FIRST.ofAttempt(2)).found()).contains(ByteBuffer.wrap(bytes(3, 1000)));
    }
}
