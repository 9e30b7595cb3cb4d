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
import dev.scopestream.spill.PrefixContent;
import dev.scopestream.spill.ReadScope;
import dev.scopestream.spill.RequestContent;
import dev.scopestream.spill.RequestIdentity;
import dev.scopestream.spill.RequestUsage;
import dev.scopestream.spill.RollingTokens;
import dev.scopestream.spill.SpillDirectoryInUseException;
import dev.scopestream.spill.SpillOptions;
import dev.scopestream.spill.SpillReport;
import dev.scopestream.spill.SpillSamples;
import dev.scopestream.spill.SpillStatistics;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksSpillStoreTest {
    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock();
    private RocksSpillStore store;

    @BeforeEach
    void open() throws SpillDirectoryInUseException {
        store = RocksSpillStore.open(options(directory), clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void reopen(SpillOptions options) throws SpillDirectoryInUseException {
        store.close();
        store = RocksSpillStore.open(options, clock);
    }

    @Test
    void shouldGiveBackExactlyWhatWasPut() {
        KvBlock block = block("a", 3, 1, 7);
        assertThat(store.put(block)).isTrue();
        assertThat(store.get(scope("a"), at(3, 1, 7))).isEqualTo(Lookup.hit(block));
        assertThat(store.get(scope("a"), at(3, 1, 8))).isEqualTo(Lookup.miss(MissReason.ABSENT));
        assertThat(store.statistics().hits()).isEqualTo(1);
        assertThat(store.statistics().missed(MissReason.ABSENT)).isEqualTo(1);
    }

    @Test
    void shouldAnswerAMultiGetInTheOrderOfItsAddresses() {
        store.putAll(List.of(block("a", 0, 0, 0), block("a", 2, 1, 5), block("a", 1, 0, 3)));
        var answers = store.multiGet(scope("a"), List.of(at(2, 1, 5), at(9, 9, 9), at(0, 0, 0), at(1, 0, 3)));
        assertThat(answers)
                .containsExactly(
                        Lookup.hit(block("a", 2, 1, 5)),
                        Lookup.miss(MissReason.ABSENT),
                        Lookup.hit(block("a", 0, 0, 0)),
                        Lookup.hit(block("a", 1, 0, 3)));
        assertThat(store.statistics().gets()).isEqualTo(4);
    }

    @Test
    void shouldRefuseWhatIsForeignOrStaleAndSayWhy() {
        RollingTokens tokens = new RollingTokens();
        tokens.append(new int[] {5, 6, 7, 8});
        store.put(SpillSamples.block(request("a"), 0, 0, 0, 4, tokens.mark(4)));
        RollingTokens others = new RollingTokens();
        others.append(new int[] {5, 6, 7, 9});

        assertThat(store.get(new ReadScope(request("a"), tokens), at(0, 0, 0)).found())
                .isPresent();
        assertThat(store.get(new ReadScope(request("a"), others), at(0, 0, 0)))
                .isEqualTo(Lookup.miss(MissReason.STALE_TOKENS));
        assertThat(store.get(ReadScope.of(new RequestIdentity("a", 1, SpillSamples.POLICY)), at(0, 0, 0)))
                .isEqualTo(Lookup.miss(MissReason.FOREIGN_MODEL));
        assertThat(store.get(ReadScope.of(new RequestIdentity("a", SpillSamples.MODEL, 1)), at(0, 0, 0)))
                .isEqualTo(Lookup.miss(MissReason.FOREIGN_POLICY));
    }

    @Test
    void shouldGoThroughALayerAndHeadInOrder() {
        for (int sequence = 69; sequence >= 0; sequence--) {
            store.put(block("a", 1, 1, sequence));
        }
        store.put(block("a", 1, 2, 0));
        store.put(block("ab", 1, 1, 1));
        List<Integer> received = new ArrayList<>();
        store.forEach(scope("a"), 1, 1, found -> received.add(found.address().sequence()));
        assertThat(received).hasSize(70).isSorted();
    }

    @Test
    void shouldForgetARequestAndNoOther() {
        for (String id : List.of("a", "ab", "b", "a\u0000", "\uD83D\uDE00")) {
            store.put(block(id, 0, 0, 0));
            store.put(block(id, 1, 0, 4));
            store.putCheckpoint(request(id), ByteBuffer.wrap(new byte[] {1, 2}));
            store.putDigest(request(id), 1, 0, ByteBuffer.wrap(new byte[] {3}));
        }
        store.deleteRequest("a");
        assertThat(store.get(scope("a"), at(0, 0, 0)).missed()).contains(MissReason.ABSENT);
        assertThat(store.getCheckpoint(request("a")).missed()).contains(MissReason.ABSENT);
        assertThat(store.getDigest(request("a"), 1, 0).missed()).contains(MissReason.ABSENT);
        for (String id : List.of("ab", "b", "a\u0000", "\uD83D\uDE00")) {
            assertThat(store.get(scope(id), at(1, 0, 4)).found()).isPresent();
            assertThat(store.getCheckpoint(request(id)).found()).contains(ByteBuffer.wrap(new byte[] {1, 2}));
        }
        assertThat(store.requests())
                .extracting(RequestUsage::requestId)
                .containsExactlyInAnyOrder("ab", "b", "a\u0000", "\uD83D\uDE00");
        assertThat(store.statistics().deleted()).isEqualTo(4);
    }

    @Test
    void shouldKeepTheQuotaByLettingTheOldestGo() throws SpillDirectoryInUseException {
        reopen(options(directory).toBuilder().quotaBytes(256 << 10).build());
        int blocks = 400;
        for (int i = 0; i < blocks; i++) {
            store.put(block("r" + i / 10, 0, 0, i % 10));
            assertThat(store.statistics().liveBytes()).isLessThanOrEqualTo(256 << 10);
        }
        var statistics = store.statistics();
        assertThat(statistics.evicted()).isPositive();
        assertThat(store.get(scope("r0"), at(0, 0, 0)).missed()).contains(MissReason.ABSENT);
        assertThat(store.get(scope("r39"), at(0, 0, 9)).found()).isPresent();
        long held = store.requests().stream().mapToLong(RequestUsage::values).sum();
        assertThat(held + statistics.evicted()).isEqualTo(blocks);
        assertThat(held).isGreaterThan(80);
    }

    @Test
    void shouldDropWhatIsLargerThanTheQuota() throws SpillDirectoryInUseException {
        reopen(options(directory).toBuilder().quotaBytes(64 << 10).build());
        assertThat(store.putCheckpoint(request("a"), ByteBuffer.allocate(65 << 10)))
                .isFalse();
        assertThat(store.statistics().dropped()).isEqualTo(1);
        assertThat(store.statistics().state()).isEqualTo(SpillStatistics.State.ON);
    }

    @Test
    void shouldCountAReplacedBlockOnceItsOlderVersionHasGone() throws SpillDirectoryInUseException {
        reopen(options(directory).toBuilder().quotaBytes(64 << 10).build());
        KvBlock later = SpillSamples.block(request("a"), 0, 0, 0, 20);
        store.put(block("a", 0, 0, 0));
        store.put(later);
        assertThat(store.get(scope("a"), at(0, 0, 0))).isEqualTo(Lookup.hit(later));
        for (int i = 0; store.statistics().bytesEvicted() == 0; i++) {
            store.put(block("b", 0, 0, i));
        }
        assertThat(store.get(scope("a"), at(0, 0, 0)))
                .as("the newer version outlives the older one's segment")
                .isEqualTo(Lookup.hit(later));
    }

    @Test
    void shouldForgetWhatIsTooOld() throws SpillDirectoryInUseException {
        reopen(options(directory).toBuilder().ttl(Duration.ofMinutes(10)).build());
        store.put(block("old", 0, 0, 0));
        clock.advance(Duration.ofMinutes(6));
        store.put(block("young", 0, 0, 0));
        clock.advance(Duration.ofMinutes(5));
        assertThat(store.get(scope("old"), at(0, 0, 0)).missed()).contains(MissReason.EXPIRED);
        assertThat(store.get(scope("young"), at(0, 0, 0)).found()).isPresent();
        assertThat(store.expire()).isEqualTo(1);
        assertThat(store.get(scope("old"), at(0, 0, 0)).missed()).contains(MissReason.ABSENT);
        assertThat(store.statistics().expired()).isEqualTo(1);
        assertThat(store.requests()).extracting(RequestUsage::requestId).containsExactly("young");
    }

    @Test
    void shouldReplaceACheckpointAndCountItOnce() {
        Random random = new Random(1);
        ByteBuffer last = null;
        for (int i = 0; i < 5; i++) {
            last = SpillSamples.bytes(random, 100_000);
            assertThat(store.putCheckpoint(request("a"), last)).isTrue();
        }
        assertThat(store.getCheckpoint(request("a")).found()).contains(last);
        assertThat(store.statistics().liveBytes()).isBetween(100_000L, 101_000L);
        store.deleteCheckpoint(request("a"));
        assertThat(store.getCheckpoint(request("a")).missed()).contains(MissReason.ABSENT);
        assertThat(store.statistics().liveBytes()).isZero();
    }

    @Test
    void shouldKeepThePrefixesThatWereUsedLast() throws SpillDirectoryInUseException {
        reopen(options(directory).toBuilder().quotaBytes(64 << 10).build());
        for (int i = 0; i < 3; i++) {
            store.putPrefix("p" + i, 1, 2, ByteBuffer.allocate(20 << 10));
        }
        store.putPrefix("p0", 1, 3, ByteBuffer.allocate(16));
        assertThat(store.getPrefix("p0", 1, 2).found()).isPresent();
        assertThat(store.prefixes(1, 2)).containsExactly("p1", "p2", "p0");
        store.putPrefix("p3", 1, 2, ByteBuffer.allocate(20 << 10));
        assertThat(store.prefixes(1, 2)).containsExactly("p2", "p0", "p3");
        assertThat(store.getPrefix("p1", 1, 2).missed()).contains(MissReason.ABSENT);
        assertThat(store.prefixes(1, 3)).containsExactly("p0");
        store.deletePrefix("p0", 1, 3);
        assertThat(store.prefixes(1, 3)).isEmpty();
    }

    @Test
    void shouldReportWhatItHolds() {
        store.putAll(List.of(block("a", 0, 0, 0), block("a", 0, 1, 1), block("a", 2, 1, 0)));
        store.putCheckpoint(request("a"), ByteBuffer.allocate(500));
        store.putDigest(request("b"), 0, 0, ByteBuffer.allocate(7));
        store.putPrefix("p", 1, 2, ByteBuffer.allocate(9));
        SpillReport report = store.verify();
        assertThat(report.sound()).isTrue();
        assertThat(report.bytes()).isEqualTo(store.statistics().liveBytes());
        RequestContent a = report.requests().get(0);
        assertThat(a.blocks()).isEqualTo(3);
        assertThat(a.prefillEntries()).isEqualTo(64);
        assertThat(a.decodeEntries()).isEqualTo(32);
        assertThat(a.layers()).isEqualTo(2);
        assertThat(a.heads()).isEqualTo(3);
        assertThat(a.checkpointBytes()).isEqualTo(500);
        assertThat(report.requests().get(1).digests()).isEqualTo(1);
        assertThat(report.prefixes())
                .singleElement()
                .extracting(PrefixContent::name)
                .isEqualTo("p");
    }

    @Test
    void shouldFindEverythingAgainAfterReopening() throws SpillDirectoryInUseException {
        store.put(block("a", 1, 2, 3));
        store.putCheckpoint(request("a"), ByteBuffer.wrap(new byte[] {9}));
        var before = store.requests();
        reopen(options(directory));
        assertThat(store.get(scope("a"), at(1, 2, 3))).isEqualTo(Lookup.hit(block("a", 1, 2, 3)));
        assertThat(store.getCheckpoint(request("a")).found()).contains(ByteBuffer.wrap(new byte[] {9}));
        assertThat(store.requests()).isEqualTo(before);
        assertThat(store.put(block("a", 1, 2, 4))).isTrue();
        assertThat(store.verify().blocks()).isEqualTo(2);
    }

    @Test
    void shouldRefuseASecondHolderOfItsDirectory() {
        assertThatThrownBy(() -> RocksSpillStore.open(options(directory), clock))
                .isInstanceOf(SpillDirectoryInUseException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining(String.valueOf(ProcessHandle.current().pid()));
        assertThat(store.put(block("a", 0, 0, 0))).isTrue();
    }

    @Test
    void shouldAnswerQuietlyOnceClosed() {
        store.close();
        store.close();
        assertThat(store.put(block("a", 0, 0, 0))).isFalse();
        assertThat(store.get(scope("a"), at(0, 0, 0)).missed()).contains(MissReason.STORE_OFF);
        assertThat(store.requests()).isEmpty();
        assertThat(store.statistics().state()).isEqualTo(SpillStatistics.State.CLOSED);
    }
}
