package dev.scopestream.generator.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.EvictedBlock;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvDtype;
import dev.scopestream.engine.ModelInfo;
import dev.scopestream.events.KeptPositions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvictedPositionsTest {
    private static final ModelInfo MODEL =
            new ModelInfo("m", "0", new ModelInfo.Shape(2, 4, 2, 8, 100, 4096), Dtype.FP32, KvDtype.AUTO);

    private final List<EvictedBlock> passedOn = new ArrayList<>();
    private final EvictedPositions positions =
            EvictedPositions.of(passedOn::add, MODEL, 1000).orElseThrow();

    @Test
    void shouldSayWhatEachLayerKeeps() {
        positions.evicted(block(0, 0, 1, 2));
        positions.evicted(block(0, 1, 2));
        assertThat(positions.kept(5)).isEqualTo(new KeptPositions(5, 1, List.of("95099", "99999")));
        assertThat(passedOn).hasSize(2);
    }

    @Test
    void shouldGatherPositionsInRanges() {
        int[] all = IntStream.range(0, 299).toArray();
        positions.evicted(block(1, 0, all));
        positions.evicted(block(1, 1, all));
        KeptPositions kept = positions.kept(300);
        assertThat(kept.width()).isEqualTo(3);
        assertThat(kept.layers().get(0)).isEqualTo("9".repeat(100));
        assertThat(kept.layers().get(1)).isEqualTo("0".repeat(99) + "3");
    }

    @Test
    void shouldCountNothingWhereNothingIsHandedOutOrTooMuch() {
        assertThat(EvictedPositions.of(EvictionSink.none(), MODEL, 1000)).isEmpty();
        assertThat(EvictedPositions.of(passedOn::add, MODEL, 1L << 24)).isEmpty();
    }

    private static EvictedBlock block(int layer, int head, int... positions) {
        return new EvictedBlock(
                "a",
                EvictedBlock.Phase.DECODE,
                layer,
                head,
                IntArray.of(positions),
                Dtype.FP32,
                8,
                ByteBuffer.allocate(0),
                ByteBuffer.allocate(0));
    }
}
