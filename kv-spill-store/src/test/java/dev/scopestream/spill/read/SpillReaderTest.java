package dev.scopestream.spill.read;

import static dev.scopestream.spill.SpillSamples.HEAD_DIM;
import static dev.scopestream.spill.SpillSamples.at;
import static dev.scopestream.spill.SpillSamples.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.spill.BlockAddress;
import dev.scopestream.spill.GatedStore;
import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.Phase;
import dev.scopestream.spill.ReadScope;
import dev.scopestream.spill.SpillDirectoryInUseException;
import dev.scopestream.spill.SpillOptions;
import dev.scopestream.spill.SpillSamples;
import dev.scopestream.spill.StoredElementType;
import dev.scopestream.spill.TokenHistory;
import dev.scopestream.spill.rocks.RocksSpillStore;
import dev.scopestream.spill.write.BlockAssembler;
import dev.scopestream.spill.write.EvictedEntries;
import dev.scopestream.spill.write.SpillWriter;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SpillReaderTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final BlockAssembler assembler = new BlockAssembler(32);
    private GatedStore store;
    private SpillWriter writer;
    private SpillReader reader;

    @BeforeEach
    void open() throws SpillDirectoryInUseException {
        SpillOptions options = SpillSamples.options(directory);
        store = new GatedStore(RocksSpillStore.open(options, Clock.systemUTC()));
        writer = new SpillWriter(store, options);
        reader = new SpillReader(store, writer, assembler, 3 * 2048);
        assembler.open(request("r"), TokenHistory.unchecked());
    }

    @AfterEach
    void close() {
        store.open();
        writer.close();
        store.close();
    }

    /** Adds the entries of these positions, which follow from the position alone. */
    private void add(int head, int from, int count) {
        for (int position = from; position < from + count; position++) {
            Random random = new Random(position);
            var entry = new EvictedEntries(
                    Phase.DECODE,
                    StoredElementType.BF16,
                    HEAD_DIM,
                    IntBuffer.wrap(new int[] {position}),
                    SpillSamples.bytes(random, HEAD_DIM * 2),
                    SpillSamples.bytes(random, HEAD_DIM * 2));
            assembler.add("r", 0, head, entry, writer::submit);
        }
    }

    private static void assertRight(KvBlock block) {
        for (int row = 0; row < block.size(); row++) {
            Random random = new Random(block.positions().get(row));
            assertThat(block.key(row)).isEqualTo(SpillSamples.bytes(random, HEAD_DIM * 2));
            assertThat(block.value(row)).isEqualTo(SpillSamples.bytes(random, HEAD_DIM * 2));
        }
    }

    private List<Lookup<KvBlock>> read(BlockAddress... addresses) {
        var answers = reader.read(ReadScope.of(request("r")), List.of(addresses));
        answers.forEach(answer -> answer.found().ifPresent(SpillReaderTest::assertRight));
        return answers;
    }

    @Test
    void shouldFindBlocksWhereverTheyAre() {
        add(0, 0, 40);
        assertThat(writer.flush(LONG)).isTrue();
        store.shut();
        add(1, 0, 32);
        var answers = read(at(0, 0, 1), at(0, 1, 0), at(0, 0, 0), at(5, 5, 5));
        assertThat(answers)
                .extracting(answer -> answer.found().map(KvBlock::size).orElse(0))
                .containsExactly(8, 32, 32, 0);
        assertThat(reader.statistics()).isEqualTo(new ReaderStatistics(1, 1, 0, 1, 1, 0, 2048));
        read(at(0, 0, 0));
        assertThat(reader.statistics().fromCache()).isEqualTo(1);
        reader.forget("r");
        assertThat(reader.statistics().cachedBytes()).isZero();
    }

    @Test
    void shouldKeepItsCacheSmall() {
        add(0, 0, 32 * 6);
        assertThat(writer.flush(LONG)).isTrue();
        for (int i = 0; i < 6; i++) {
            read(at(0, 0, i), at(0, 0, 0));
        }
        assertThat(reader.statistics().cachedBytes()).isEqualTo(3 * 2048);
        assertThat(reader.statistics().fromCache())
                .as("the one that is asked for again stays")
                .isEqualTo(5);
    }

    @Test
    @Timeout(30)
    void shouldHaveReadWhatWasOrderedBefore() {
        add(0, 0, 64);
        assertThat(writer.flush(LONG)).isTrue();
        ReadScope scope = ReadScope.of(request("r"));
        try (SpillPrefetcher prefetcher = new SpillPrefetcher(reader)) {
            prefetcher.order(scope, 0, List.of(at(0, 0, 0), at(0, 0, 1), at(0, 0, 2)));
            while (prefetcher.waiting() > 0) {
                Thread.onSpinWait();
            }
            prefetcher.due(request("r"), 0);
            read(at(0, 0, 0), at(0, 0, 1));
            assertThat(reader.statistics()).isEqualTo(new ReaderStatistics(0, 0, 2, 0, 0, 2, 2 * 2048));
            assertThat(prefetcher.late()).isZero();
        }
    }

    @Test
    void shouldReadItselfWhatIsLate() {
        add(0, 0, 64);
        assertThat(writer.flush(LONG)).isTrue();
        CountDownLatch slow = new CountDownLatch(1);
        store.readsWaitFor(slow);
        ReadScope scope = ReadScope.of(request("r"));
        try (SpillPrefetcher prefetcher = new SpillPrefetcher(reader)) {
            prefetcher.order(scope, 0, List.of(at(0, 0, 0)));
            prefetcher.order(scope, 1, List.of(at(1, 0, 0)));
            prefetcher.due(request("r"), 0);
            prefetcher.due(request("r"), 1);
            assertThat(prefetcher.late()).isEqualTo(2);
            slow.countDown();
            assertThat(read(at(0, 0, 0)).get(0).found()).isPresent();
        }
    }

    @Test
    void shouldMissNoEntryOnItsWayWhileOthersAreAdded() throws InterruptedException {
        int entries = 32 * 60;
        AtomicInteger added = new AtomicInteger();
        Thread decoding = new Thread(() -> {
            for (int i = 0; i < entries; i++) {
                add(0, i, 1);
                added.set(i + 1);
            }
        });
        decoding.start();
        Random random = new Random(5);
        while (added.get() < entries) {
            int known = added.get();
            if (known > 0) {
                int entry = Math.max(0, known - 1 - random.nextInt(100));
                KvBlock block = read(at(0, 0, entry / 32)).get(0).found().orElseThrow();
                assertThat(block.size()).isGreaterThan(entry % 32);
            }
        }
        decoding.join();
        assertThat(IntStream.range(0, 60).mapToObj(i -> read(at(0, 0, i)).get(0)))
                .allMatch(answer -> answer.found().isPresent());
    }
}
