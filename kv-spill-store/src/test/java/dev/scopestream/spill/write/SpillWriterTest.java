package dev.scopestream.spill.write;

import static dev.scopestream.spill.SpillSamples.at;
import static dev.scopestream.spill.SpillSamples.block;
import static dev.scopestream.spill.SpillSamples.options;
import static dev.scopestream.spill.SpillSamples.request;
import static dev.scopestream.spill.SpillSamples.scope;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.spill.Conditions;
import dev.scopestream.spill.GatedStore;
import dev.scopestream.spill.MissReason;
import dev.scopestream.spill.OnFull;
import dev.scopestream.spill.RequestIdentity;
import dev.scopestream.spill.RequestUsage;
import dev.scopestream.spill.SpillDirectoryInUseException;
import dev.scopestream.spill.rocks.RocksSpillStore;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillWriterTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private GatedStore store;

    @BeforeEach
    void open() throws SpillDirectoryInUseException {
        store = new GatedStore(RocksSpillStore.open(options(directory), Clock.systemUTC()));
    }

    @AfterEach
    void close() {
        store.open();
        store.close();
    }

    private SpillWriter writer(OnFull onFull, Duration wait) {
        return new SpillWriter(
                store,
                options(directory).toBuilder()
                        .queueBytes(64 << 10)
                        .onFull(onFull)
                        .waitAtMost(wait)
                        .build());
    }

    @Test
    void shouldHaveEverythingOnDiskAfterAFlush() throws SpillDirectoryInUseException {
        try (SpillWriter writer = writer(OnFull.WAIT, LONG)) {
            for (int i = 0; i < 500; i++) {
                assertThat(writer.submit(block("a", i % 7, 0, i / 7))).isTrue();
            }
            writer.submitCheckpoint(request("a"), ByteBuffer.wrap(new byte[] {1}));
            assertThat(writer.flush(LONG)).isTrue();
            assertThat(writer.statistics().written()).isEqualTo(501);
            assertThat(writer.statistics().queuedBytes()).isZero();
        }
        assertThat(store.verify().blocks()).isEqualTo(500);
        assertThat(store.getCheckpoint(request("a")).found()).isPresent();
    }

    @Test
    void shouldDropAndCountWhenFull() {
        try (SpillWriter writer = writer(OnFull.DROP, Duration.ZERO)) {
            store.shut();
            int offered = 200;
            for (int i = 0; i < offered; i++) {
                writer.submit(block("a", 0, 0, i));
            }
            var full = writer.statistics();
            assertThat(full.dropped()).isPositive();
            assertThat(full.peakQueuedBytes()).isLessThanOrEqualTo(64 << 10);
            store.open();
            assertThat(writer.flush(LONG)).isTrue();
            var end = writer.statistics();
            assertThat(end.written() + end.dropped()).isEqualTo(offered);
            assertThat(store.verify().blocks()).isEqualTo(end.written());
        }
    }

    @Test
    void shouldMakeTheCallerWaitAndThenGoOn() throws InterruptedException {
        try (SpillWriter writer = writer(OnFull.WAIT, LONG)) {
            store.shut();
            Thread producer = new Thread(() -> {
                for (int i = 0; i < 100; i++) {
                    writer.submit(block("a", 0, 0, i));
                }
            });
            producer.start();
            Conditions.await(() -> writer.statistics().waits() > 0);
            assertThat(writer.statistics().submitted()).isLessThan(100);
            assertThat(writer.statistics().queuedBytes()).isLessThanOrEqualTo(64 << 10);
            store.open();
            producer.join();
            assertThat(writer.flush(LONG)).isTrue();
            assertThat(writer.statistics().dropped()).isZero();
            assertThat(store.verify().blocks()).isEqualTo(100);
        }
    }

    @Test
    void shouldFindACheckpointOnItsWayAndWriteItForGoodWithoutBeingAsked() {
        List<ByteBuffer> parts = List.of(ByteBuffer.wrap(new byte[] {1, 2}), ByteBuffer.wrap(new byte[] {3}));
        try (SpillWriter writer = writer(OnFull.WAIT, LONG)) {
            store.shut();
            writer.submit(block("a", 0, 0, 0));
            Conditions.await(() -> store.holds());
            assertThat(writer.pendingCheckpoint(request("a"))).isEmpty();
            assertThat(writer.submitCheckpoint(request("a"), List.of(ByteBuffer.allocate(9)), Duration.ZERO))
                    .isTrue();
            assertThat(writer.submitCheckpoint(request("a"), parts, Duration.ZERO))
                    .isTrue();
            assertThat(writer.pendingCheckpoint(request("a"))).contains(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            store.open();
            Conditions.await(() -> writer.statistics().written() == 3);
            assertThat(store.getCheckpoint(request("a")).found()).contains(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            writer.deleteCheckpoint(request("a"));
            assertThat(writer.flush(LONG)).isTrue();
            assertThat(store.getCheckpoint(request("a")).missed()).contains(MissReason.ABSENT);
            assertThat(store.verify().blocks()).as("nothing else went").isEqualTo(1);
        }
    }

    @Test
    void shouldNotWaitForRoomForACheckpointLongerThanItMay() {
        try (SpillWriter writer = writer(OnFull.WAIT, LONG)) {
            store.shut();
            writer.submit(block("a", 0, 0, 0));
            assertThat(writer.submitCheckpoint(request("a"), List.of(ByteBuffer.allocate(64 << 10)), Duration.ZERO))
                    .isFalse();
            assertThat(writer.submitCheckpoint(
                            request("a"), List.of(ByteBuffer.allocate(64 << 10)), Duration.ofMillis(5)))
                    .isFalse();
            assertThat(writer.statistics().dropped()).isEqualTo(2);
            store.open();
        }
    }

    @Test
    void shouldGiveUpWaitingAfterItsTime() {
        try (SpillWriter writer = writer(OnFull.WAIT, Duration.ofMillis(500))) {
            store.shut();
            int accepted = 0;
            while (writer.submit(block("a", 0, 0, accepted))) {
                accepted++;
            }
            assertThat(writer.statistics().dropped()).isEqualTo(1);
            assertThat(writer.statistics().waitedNanos()).isGreaterThanOrEqualTo(500_000_000);
            store.open();
        }
    }

    @Test
    void shouldWaitForOneBudgetForAllBlocksOfAStepAndNotAtAllWhileTheDiskHangs() {
        Duration atMost = Duration.ofMillis(300);
        try (SpillWriter writer = writer(OnFull.WAIT, atMost)) {
            store.shut();
            WaitBudget step = new WaitBudget(atMost);
            for (int i = 0; i < 1000; i++) {
                writer.submit(block("a", 0, 0, i), step);
            }
            var first = writer.statistics();
            assertThat(first.dropped()).isGreaterThan(500);
            assertThat(first.waits()).isEqualTo(1);
            assertThat(first.waitedNanos()).isGreaterThanOrEqualTo(atMost.toNanos());
            assertThat(first.stalled()).isTrue();

            step.renew();
            for (int i = 1000; i < 2000; i++) {
                writer.submit(block("a", 0, 0, i), step);
            }
            assertThat(writer.statistics().waits())
                    .as("nobody waits for a disk that hangs")
                    .isEqualTo(1);

            store.open();
            assertThat(writer.flush(LONG)).isTrue();
            assertThat(writer.submit(block("a", 0, 0, 2000), step)).isTrue();
            assertThat(writer.statistics().stalled()).isFalse();
        }
    }

    @Test
    void shouldFindBlocksThatAreNotWrittenYet() {
        try (SpillWriter writer = writer(OnFull.WAIT, LONG)) {
            store.shut();
            writer.submit(block("a", 0, 0, 0));
            writer.submit(block("a", 0, 0, 1));
            assertThat(writer.pending(request("a"), at(0, 0, 0))).contains(block("a", 0, 0, 0));
            assertThat(writer.pending(request("a"), at(0, 0, 1))).contains(block("a", 0, 0, 1));
            assertThat(writer.pending(new RequestIdentity("a", 1, 1), at(0, 0, 1)))
                    .isEmpty();
            store.open();
            assertThat(writer.flush(LONG)).isTrue();
            assertThat(writer.pending(request("a"), at(0, 0, 1))).isEmpty();
        }
    }

    @Test
    void shouldLeaveNothingOfADeletedRequestEvenIfItWasQueued() {
        try (SpillWriter writer = writer(OnFull.WAIT, LONG)) {
            store.shut();
            for (int i = 0; i < 10; i++) {
                writer.submit(block("gone", 0, 0, i));
                writer.submit(block("stays", 0, 0, i));
            }
            writer.delete("gone");
            store.open();
            assertThat(writer.flush(LONG)).isTrue();
            assertThat(store.requests()).extracting(RequestUsage::requestId).containsExactly("stays");
            assertThat(store.get(scope("gone"), at(0, 0, 0)).missed()).contains(MissReason.ABSENT);
            var statistics = writer.statistics();
            assertThat(statistics.written() + statistics.discarded()).isEqualTo(20);
        }
    }

    @Test
    void shouldWriteWhatWaitsWhenClosed() {
        SpillWriter writer = writer(OnFull.WAIT, LONG);
        for (int i = 0; i < 50; i++) {
            writer.submit(block("a", 0, 0, i));
        }
        assertThat(writer.close(LONG)).isTrue();
        assertThat(store.verify().blocks()).isEqualTo(50);
        assertThat(writer.submit(block("a", 0, 0, 99))).isFalse();
        assertThat(writer.flush(LONG)).isFalse();
    }

    @Test
    void shouldEndWithinItsBudgetAndCountWhatIsLost() {
        SpillWriter writer = writer(OnFull.WAIT, LONG);
        store.shut();
        writer.submit(block("a", 0, 0, 0));
        Conditions.await(store::holds);
        for (int i = 1; i < 20; i++) {
            writer.submit(block("a", 0, 0, i));
        }
        store.openWhenInterrupted();
        assertThat(writer.close(Duration.ofMillis(50))).isFalse();
        var statistics = writer.statistics();
        assertThat(statistics.written()).isEqualTo(1);
        assertThat(statistics.dropped()).isEqualTo(19);
        assertThat(statistics.queuedBytes()).isZero();
    }
}
