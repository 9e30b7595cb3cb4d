package dev.scopestream.spill.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.Phase;
import dev.scopestream.spill.RollingTokens;
import dev.scopestream.spill.SpillSamples;
import dev.scopestream.spill.StoredElementType;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BlockAssemblerTest {
    private static final int DIM = 4;
    private final BlockAssembler assembler = new BlockAssembler(32);
    private final RollingTokens tokens = new RollingTokens();
    private final List<KvBlock> full = new ArrayList<>();

    @BeforeEach
    void open() {
        tokens.append(IntStream.range(0, 50).toArray());
        assembler.open(SpillSamples.request("r"), tokens);
    }

    private static EvictedEntries entries(Phase phase, int firstPosition, int count) {
        Random random = new Random(firstPosition);
        return new EvictedEntries(
                phase,
                StoredElementType.FP32,
                DIM,
                IntBuffer.wrap(
                        IntStream.range(firstPosition, firstPosition + count).toArray()),
                SpillSamples.bytes(random, count * DIM * 4),
                SpillSamples.bytes(random, count * DIM * 4));
    }

    private long add(int layer, int head, EvictedEntries entries) {
        return assembler.add("r", layer, head, entries, full::add);
    }

    @Test
    void shouldFindEachEntryByItsOrdinal() {
        List<EvictedEntries> added = new ArrayList<>();
        List<Long> ordinals = new ArrayList<>();
        int[] counts = {1, 5, 40, 100, 1, 1, 17};
        int position = 0;
        for (int count : counts) {
            added.add(entries(Phase.PREFILL, position, count));
            ordinals.add(add(2, 1, added.get(added.size() - 1)));
            position += count;
        }
        List<KvBlock> blocks = new ArrayList<>(full);
        blocks.addAll(assembler.partial("r"));
        assertThat(full).hasSize(5).allMatch(block -> block.size() == 32);
        for (int i = 0; i < counts.length; i++) {
            for (int k = 0; k < counts[i]; k++) {
                long ordinal = ordinals.get(i) + k;
                KvBlock block = blocks.get((int) (ordinal / 32));
                int row = (int) (ordinal % 32);
                assertThat(block.address()).isEqualTo(SpillSamples.at(2, 1, (int) (ordinal / 32)));
                assertThat(block.positions().get(row))
                        .isEqualTo(added.get(i).positions().get(k));
                assertThat(block.key(row)).isEqualTo(added.get(i).keys().slice(k * DIM * 4, DIM * 4));
                assertThat(block.value(row)).isEqualTo(added.get(i).values().slice(k * DIM * 4, DIM * 4));
            }
        }
    }

    /** The largest blocks there can be, one entry in each: 32 MiB, if they held what a full one takes. */
    @Test
    void shouldHoldNoMoreMemoryThanTheEntriesOfABlockThatIsNotFull() {
        int dim = KvBlock.MAX_HEAD_DIM;
        ByteBuffer row = ByteBuffer.allocate(dim * 4);
        EvictedEntries one =
                new EvictedEntries(Phase.DECODE, StoredElementType.FP32, dim, IntBuffer.wrap(new int[1]), row, row);
        EvictedEntries next =
                new EvictedEntries(Phase.PREFILL, StoredElementType.FP32, dim, IntBuffer.wrap(new int[1]), row, row);
        long blocks = Runtime.getRuntime().maxMemory() / (8L * KvBlock.MAX_TOKENS * dim) + 8;
        BlockAssembler large = new BlockAssembler(KvBlock.MAX_TOKENS);
        List<KvBlock> kept = new ArrayList<>();
        for (int i = 0; i < blocks; i++) {
            String id = "r" + i;
            large.open(SpillSamples.request(id), tokens);
            large.add(id, 0, 0, one, kept::add);
            kept.addAll(large.partial(id));
            large.add(id, 0, 0, next, kept::add);
            large.close(id);
        }
        assertThat(kept).hasSize((int) (2 * blocks)).allMatch(block -> block.size() == 1);
    }

    @Test
    void shouldBeginABlockWhereThePhaseChanges() {
        assertThat(add(0, 0, entries(Phase.PREFILL, 0, 3))).isZero();
        assertThat(add(0, 0, entries(Phase.DECODE, 40, 1))).isEqualTo(32);
        assertThat(full).singleElement().satisfies(block -> {
            assertThat(block.phase()).isEqualTo(Phase.PREFILL);
            assertThat(block.size()).isEqualTo(3);
        });
        assertThat(assembler
                        .partial("r", SpillSamples.at(0, 0, 1))
                        .orElseThrow()
                        .phase())
                .isEqualTo(Phase.DECODE);
        assertThat(assembler.partial("r", SpillSamples.at(0, 0, 0))).isEmpty();
    }

    @Test
    void shouldMarkABlockWithTheTokensUpToItsHighestPosition() {
        add(0, 0, entries(Phase.PREFILL, 0, 32));
        add(0, 1, entries(Phase.PREFILL, 30, 32));
        assertThat(full.get(0).tokens()).isEqualTo(tokens.mark(32));
        assertThat(full.get(1).tokens()).as("50 tokens are known").isEqualTo(tokens.mark(50));
    }

    @Test
    void shouldNotChangeAViewThatWasHandedOut() {
        add(0, 0, entries(Phase.DECODE, 0, 2));
        KvBlock before = assembler.partial("r").get(0);
        ByteBuffer copy = ByteBuffer.allocate(before.keys().remaining())
                .put(before.keys())
                .flip();
        add(0, 0, entries(Phase.DECODE, 2, 30));
        add(0, 0, entries(Phase.DECODE, 32, 3));
        assertThat(before.size()).isEqualTo(2);
        assertThat(before.keys()).isEqualTo(copy);
    }

    @Test
    void shouldGoOnWhereAResumedRequestStopped() {
        assembler.resume("r", SpillSamples.at(1, 1, 12));
        assertThat(add(1, 1, entries(Phase.DECODE, 0, 1))).isEqualTo(12 * 32);
        assertThat(assembler.sequence("r", 1, 1)).isEqualTo(12);
        assertThatThrownBy(() -> assembler.resume("r", SpillSamples.at(1, 1, 13)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("begun already");
    }

    @Test
    void shouldRefuseRequestsThatAreNotOpenAndSizesThatContradict() {
        assembler.close("r");
        assertThatThrownBy(() -> add(0, 0, entries(Phase.DECODE, 0, 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("isn't open");
        assertThat(assembler.partial("r", SpillSamples.at(0, 0, 0))).isEmpty();
        assertThatThrownBy(() -> new EvictedEntries(
                        Phase.DECODE,
                        StoredElementType.FP32,
                        DIM,
                        IntBuffer.wrap(new int[] {1, 2}),
                        ByteBuffer.allocate(32),
                        ByteBuffer.allocate(31)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("values 31");
    }
}
