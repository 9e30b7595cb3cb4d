package dev.scopestream.generator.resume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.generator.recall.RecallIndex;
import dev.scopestream.generator.recall.RecallIndex.Run;
import dev.scopestream.generator.resume.CheckpointFrame.Row;
import dev.scopestream.spill.BlockAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CheckpointFrameTest {
    private static final CheckpointFrame FRAME = new CheckpointFrame(
            new CheckpointFrame.Origin("worker-ä", 2, -9),
            99,
            List.of(
                    new Row(new BlockAddress(0, 1, 7), RecallIndex.of(List.of(new Run(0, 0), new Run(40, 64)), 90)),
                    new Row(new BlockAddress(3, 0, 1), RecallIndex.of(List.of(new Run(0, 0)), 5))));

    private static ByteBuffer bytes() {
        return ByteBuffer.allocate(160)
                .put(FRAME.encode())
                .put(new byte[] {5, 6})
                .flip();
    }

    @Test
    void shouldReadWhatWasWrittenAndFindWhatComesAfterIt() {
        CheckpointFrame.Opened opened = CheckpointFrame.open(bytes()).orElseThrow();
        assertThat(opened.frame()).isEqualTo(FRAME);
        assertThat(opened.snapshot()).isEqualTo(ByteBuffer.wrap(new byte[] {5, 6}));
    }

    @Test
    void shouldRefuseAnotherVersionAndEveryCut() {
        assertThat(CheckpointFrame.open(bytes().putInt(0, 1))).isEmpty();
        for (int length = 0; length < FRAME.encode().remaining(); length++) {
            assertThat(CheckpointFrame.open(bytes().limit(length))).isEmpty();
        }
    }

    @Test
    void shouldNeverFailForAnyBytes() {
        Random random = new Random(1);
        int read = 0;
        for (int i = 0; i < 100_000; i++) {
            ByteBuffer bytes = bytes();
            for (int n = 0; n < 3; n++) {
                bytes.put(4 + random.nextInt(bytes.limit() - 4), (byte) (random.nextBoolean() ? random.nextInt() : 0));
            }
            read += CheckpointFrame.open(bytes).isPresent() ? 1 : 0;
        }
        assertThat(read).isBetween(1, 99_999);
    }
}
