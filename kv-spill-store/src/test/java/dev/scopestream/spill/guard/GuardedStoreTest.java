package dev.scopestream.spill.guard;

import static dev.scopestream.spill.SpillSamples.at;
import static dev.scopestream.spill.SpillSamples.block;
import static dev.scopestream.spill.SpillSamples.request;
import static dev.scopestream.spill.SpillSamples.scope;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.spill.Conditions;
import dev.scopestream.spill.GatedStore;
import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import dev.scopestream.spill.SpillSamples;
import dev.scopestream.spill.rocks.RocksSpillStore;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardedStoreTest {
    @TempDir
    private Path directory;

    @Test
    void shouldAnswerInTimeWhileReadsHangAndReadAgainAfterwards() throws Exception {
        GatedStore slow = new GatedStore(RocksSpillStore.open(SpillSamples.options(directory), Clock.systemUTC()));
        try (GuardedStore store = new GuardedStore(slow, Duration.ofMillis(300))) {
            KvBlock block = block("a", 0, 0, 0);
            assertThat(store.put(block)).isTrue();
            assertThat(store.get(scope("a"), at(0, 0, 0)).found()).contains(block);
            CountDownLatch disk = new CountDownLatch(1);
            slow.readsWaitFor(disk);

            assertThat(store.multiGet(scope("a"), List.of(at(0, 0, 0), at(0, 0, 1))))
                    .containsExactly(Lookup.miss(MissReason.STORE_HUNG), Lookup.miss(MissReason.STORE_HUNG));
            assertThat(store.hangs()).isTrue();
            assertThat(store.refused()).isZero();
            assertThat(store.get(scope("a"), at(0, 0, 0)).missed()).contains(MissReason.STORE_HUNG);
            assertThat(store.putCheckpoint(request("a"), ByteBuffer.allocate(1)))
                    .isFalse();
            assertThat(store.requests()).isEmpty();
            assertThat(store.refused()).as("answered without a call").isEqualTo(3);

            disk.countDown();
            Conditions.await(() -> !store.hangs());
            assertThat(store.get(scope("a"), at(0, 0, 0)).found()).contains(block);
        }
    }

    @Test
    void shouldCloseWhileAWriteHangs() throws Exception {
        GatedStore slow = new GatedStore(RocksSpillStore.open(SpillSamples.options(directory), Clock.systemUTC()));
        GuardedStore store = new GuardedStore(slow, Duration.ofMillis(300));
        slow.shut();
        assertThat(store.put(block("a", 0, 0, 0))).isFalse();
        store.close();
        assertThat(store.hangs()).isTrue();
        slow.open();
        Conditions.await(() -> !store.hangs());
        slow.close();
    }
}
