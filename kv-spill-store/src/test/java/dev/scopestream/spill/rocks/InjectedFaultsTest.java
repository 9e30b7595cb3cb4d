package dev.scopestream.spill.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.spill.FakeClock;
import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import dev.scopestream.spill.ReadScope;
import dev.scopestream.spill.RollingTokens;
import dev.scopestream.spill.SpillOptions;
import dev.scopestream.spill.SpillSamples;
import dev.scopestream.spill.SpillStatistics;
import dev.scopestream.spill.format.BlockCodec;
import dev.scopestream.spill.format.StoreKeys;
import dev.scopestream.spill.format.ValueKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Ten thousand faults in stored bytes, as a reader sees them: nothing wrong ever comes back, and all are counted. */
class InjectedFaultsTest {
    private static final int FAULTS = 10_000;
    private static final int REQUESTS = 10;
    private static final List<Fault> KINDS = List.of(Fault.values());

    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock();
    private final RollingTokens tokens = new RollingTokens();
    private final Random random = new Random(20_260_101);

    private SpillOptions options() {
        return SpillSamples.options(directory).toBuilder().quotaBytes(64L << 20).build();
    }

    private KvBlock original(int number) {
        return SpillSamples.block(
                SpillSamples.request("request-" + number % REQUESTS),
                number / REQUESTS % 8,
                number / (REQUESTS * 8) % 3,
                number / (REQUESTS * 24),
                1 + number % 8,
                tokens.mark(1 + number % 400));
    }

    @Test
    void shouldNeverGiveWrongDataAndCountEveryFaultByItsReason() throws IOException, RocksDBException {
        for (int i = 0; i < 400; i++) {
            tokens.append(random.nextInt(50_000));
        }
        try (RocksSpillStore store = RocksSpillStore.open(options(), clock)) {
            List<KvBlock> blocks = new ArrayList<>();
            for (int i = 0; i < FAULTS; i++) {
                blocks.add(original(i));
            }
            for (int from = 0; from < FAULTS; from += 500) {
                assertThat(store.putAll(blocks.subList(from, from + 500))).isTrue();
            }
            assertThat(store.verify().blocks()).isEqualTo(FAULTS);
        }
        injectAll();

        Map<MissReason, Long> observed = new EnumMap<>(MissReason.class);
        try (RocksSpillStore store = RocksSpillStore.open(options(), clock)) {
            for (int i = 0; i < FAULTS; i++) {
                KvBlock block = original(i);
                Lookup<KvBlock> answer = store.get(new ReadScope(block.request(), tokens), block.address());
                MissReason reason = answer.missed().orElse(null);
                assertThat(reason).as("fault %d, %s", i, fault(i)).isIn(fault(i).reasons());
                observed.merge(reason, 1L, Long::sum);
            }
            SpillStatistics statistics = store.statistics();
            assertThat(statistics.hits()).isZero();
            assertThat(statistics.misses()).isEqualTo(observed);
            assertThat(observed.values().stream().mapToLong(Long::longValue).sum())
                    .isEqualTo(FAULTS);
            assertThat(observed)
                    .containsOnlyKeys(
                            MissReason.EXPIRED,
                            MissReason.TORN,
                            MissReason.WRONG_MAGIC,
                            MissReason.UNKNOWN_VERSION,
                            MissReason.BAD_CHECKSUM,
                            MissReason.BAD_SHAPE,
                            MissReason.FOREIGN_MODEL,
                            MissReason.FOREIGN_POLICY,
                            MissReason.FOREIGN_REQUEST,
                            MissReason.MISPLACED,
                            MissReason.STALE_TOKENS);
            assertThat(store.put(original(0))).as("requests go on").isTrue();
        }
    }

    private static Fault fault(int number) {
        return KINDS.get(number % KINDS.size());
    }

    private void injectAll() throws RocksDBException {
        try (RocksDatabase database = RocksDatabase.open(StoreDirectory.database(directory), options());
                WriteBatch batch = new WriteBatch()) {
            for (int i = 0; i < FAULTS; i++) {
                KvBlock block = original(i);
                byte[] key = StoreKeys.key(
                        StoreKeys.ofRequest(block.request().requestId()),
                        block.address().packed());
                byte[] value = database.db().get(database.family(ValueKind.BLOCK), key);
                assertThat(value).isEqualTo(BlockCodec.encode(block, clock.millis()));
                batch.put(database.family(ValueKind.BLOCK), key, fault(i).inject(value, block, random));
            }
            database.write(batch);
            database.flush();
        }
    }
}
