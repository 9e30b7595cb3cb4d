package dev.scopestream.spill.checkpoint;

import static dev.scopestream.spill.Conditions.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory that doesn't answer for a while. */
class QueuedCheckpointsTest {
    private static final CheckpointId FIRST = new CheckpointId(-5, 3, 7, 0xabcL, 1);
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path root;

    private Hanging hanging;
    private QueuedCheckpoints checkpoints;

    /** A real directory, whose calls wait until they may go on. */
    private static final class Hanging implements CheckpointMedium {
        private final CheckpointMedium directory;
        private final CountDownLatch open = new CountDownLatch(1);

        Hanging(CheckpointMedium directory) {
            this.directory = directory;
        }

        private void pass() {
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public String name() {
            return directory.name();
        }

        @Override
        public int tidy() throws IOException {
            return directory.tidy();
        }

        @Override
        public Written write(CheckpointHeader header, List<ByteBuffer> payload, LongConsumer pace) throws IOException {
            pass();
            return directory.write(header, payload, pace);
        }

        @Override
        public boolean holdsBase(CheckpointId id) {
            pass();
            return directory.holdsBase(id);
        }

        @Override
        public Lookup<ByteBuffer> latest(CheckpointId id, long model, long policy) {
            pass();
            return directory.latest(id, model, policy);
        }

        @Override
        public void deleteUpTo(CheckpointId id) throws IOException {
            pass();
            directory.deleteUpTo(id);
        }

        @Override
        public int deleteFinished(long ofSpace, int partition, LongPredicate finished) throws IOException {
            pass();
            return directory.deleteFinished(ofSpace, partition, finished);
        }

        @Override
        public long liveBytes() {
            return directory.liveBytes();
        }

        @Override
        public void close() {
            directory.close();
        }
    }

    @BeforeEach
    void begin() {
        hanging = new Hanging(new CheckpointDirectory(
                new CheckpointDirectoryOptions(root, 64 << 20, Duration.ofHours(1), 16 << 20), Clock.systemUTC()));
        checkpoints =
                QueuedCheckpoints.open(hanging, new QueueOptions(0, Duration.ofMillis(500), 1500), Clock.systemUTC());
    }

    @AfterEach
    void end() {
        hanging.open.countDown();
        checkpoints.close();
    }

    private boolean save(CheckpointId id) {
        return checkpoints.save(
                new CheckpointHeader(id, System.currentTimeMillis(), 40, 1, 2, 1000, "one"),
                List.of(ByteBuffer.allocate(1000)),
                LONG);
    }

    @Test
    void shouldMakeNobodyWaitAndLoseNothingWhileItHangs() throws Exception {
        assertThat(save(FIRST)).isTrue();
        await(() -> checkpoints.statistics().hangs());
        CheckpointId other = new CheckpointId(-5, 3, 8, 1, 1);
        long start = System.nanoTime();
        assertThat(save(other)).as("the queue is full").isFalse();
        assertThat(checkpoints
                        .find(other.ofAttempt(2), 1, 2)
                        .get(30, TimeUnit.SECONDS)
                        .missed())
                .contains(MissReason.STORE_HUNG);
        await(() -> checkpoints.find(other.ofAttempt(2), 1, 2).isDone()); // no further read is made
        checkpoints.delete(other);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG);
        assertThat(checkpoints.statistics().dropped()).isEqualTo(1);
        assertThat(checkpoints.find(FIRST.ofAttempt(2), 1, 2).get().found())
                .as("it is still in memory")
                .contains(ByteBuffer.allocate(1000));

        hanging.open.countDown();
        checkpoints.flushed().get(30, TimeUnit.SECONDS);
        await(() -> !checkpoints.statistics().hangs());
        assertThat(checkpoints.statistics().written()).isEqualTo(1);
        assertThat(save(other)).isTrue();
        checkpoints.flushed().get(30, TimeUnit.SECONDS);
        assertThat(checkpoints
                        .find(FIRST.ofAttempt(2), 1, 2)
                        .get(30, TimeUnit.SECONDS)
                        .found())
                .contains(ByteBuffer.allocate(1000));
        assertThat(checkpoints.statistics().failed()).isZero();
    }

    @Test
    void shouldWriteNoFasterThanItMayUnlessSomebodyWaits() throws Exception {
        hanging.open.countDown();
        int bytes = 200_000; // a fifth of a second
        ByteBuffer payload = ByteBuffer.allocate(bytes);
        new Random(1).nextBytes(payload.array());
        QueueOptions slow = new QueueOptions(1_000_000, Duration.ofSeconds(20), 1 << 20);
        try (QueuedCheckpoints paced = QueuedCheckpoints.open(hanging.directory, slow, Clock.systemUTC())) {
            long start = System.nanoTime();
            paced.save(new CheckpointHeader(FIRST, 0, 40, 1, 2, bytes, "one"), List.of(payload), LONG);
            await(() -> paced.statistics().written() == 1);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        }
        QueueOptions stopped = new QueueOptions(1, Duration.ofSeconds(20), 1 << 20);
        try (QueuedCheckpoints paced = QueuedCheckpoints.open(hanging.directory, stopped, Clock.systemUTC())) {
            paced.save(new CheckpointHeader(FIRST, 0, 40, 1, 2, bytes, "one"), List.of(payload), LONG);
            paced.flushed().get(30, TimeUnit.SECONDS);
            assertThat(paced.statistics().written()).isEqualTo(1);
        }
    }
}
