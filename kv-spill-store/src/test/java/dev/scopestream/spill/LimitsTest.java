package dev.scopestream.spill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.spill.write.BlockAssembler;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final SpillOptions OPTIONS = SpillOptions.in(Path.of("anywhere"));

    private static void assertRefused(ThrowingCallable call, String... saying) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll(saying);
    }

    @Test
    void shouldNameTheOptionThatIsWrongAndWhatItMayBe() {
        assertRefused(() -> OPTIONS.toBuilder().quotaBytes(1000).build(), "quotaBytes", "at least 65536", "is 1000");
        assertRefused(
                () -> OPTIONS.toBuilder().quotaBytes(1 << 20).diskBytes(1 << 20).build(),
                "diskBytes",
                "at least 1048577");
        assertRefused(() -> OPTIONS.toBuilder().ttl(Duration.ofMillis(5)).build(), "ttl", "1000", "is 5");
        assertRefused(() -> OPTIONS.toBuilder().blockTokens(0).build(), "blockTokens", "at least 1");
        assertRefused(() -> OPTIONS.toBuilder().blockTokens(1025).build(), "blockTokens", "at most 1024", "is 1025");
        assertRefused(
                () -> OPTIONS.toBuilder()
                        .queueBytes(1)
                        .onFull(OnFull.DROP)
                        .waitAtMost(Duration.ZERO)
                        .build(),
                "queueBytes",
                "is 1");
        assertRefused(
                () -> OPTIONS.toBuilder()
                        .queueBytes(1 << 20)
                        .onFull(null)
                        .waitAtMost(Duration.ZERO)
                        .build(),
                "onFull",
                "WAIT or DROP");
        assertRefused(
                () -> OPTIONS.toBuilder()
                        .queueBytes(1 << 20)
                        .onFull(OnFull.WAIT)
                        .waitAtMost(Duration.ofMillis(-1))
                        .build(),
                "waitAtMost");
        assertRefused(() -> new SpillOptions.Rocks(0, 1), "memoryBytes");
        assertRefused(() -> SpillOptions.in(null), "directory is missing");
        assertThat(OPTIONS.toBuilder().quotaBytes(1 << 20).build().retention().diskBytes())
                .isEqualTo((2L << 20) + (256L << 20));
    }

    @Test
    void shouldRefuseIdsThatCouldBeMistakenForOthers() {
        assertRefused(() -> SpillSamples.request(""), "empty");
        assertRefused(() -> SpillSamples.request("a\ud800"), "not valid Unicode");
        assertRefused(() -> SpillSamples.request("x".repeat(1025)), "at most 1024", "1025");
        assertRefused(() -> SpillSamples.request("\u00e9".repeat(513)), "at most 1024", "1026 bytes");
        assertThat(SpillSamples.request("x".repeat(1024)).requestId()).hasSize(1024);
    }

    @Test
    void shouldRefuseBlocksWhoseSizesContradict() {
        IntBuffer two = IntBuffer.wrap(new int[] {4, 5});
        assertRefused(() -> block(two, 0, 0), "1 to 4096 elements", "2 of 0");
        assertRefused(() -> block(IntBuffer.allocate(0), 2, 0), "0 of 2");
        assertRefused(() -> block(IntBuffer.allocate(1025), 2, 1025 * 8), "1 to 1024 tokens");
        assertRefused(() -> block(two, 3, 23), "24 bytes", "keys have 23");
        assertRefused(() -> block(IntBuffer.wrap(new int[] {4, -5}), 3, 24), "negative");
        assertRefused(() -> new BlockAddress(65_536, 0, 0), "65535");
        assertRefused(() -> new BlockAddress(0, 0, 1 << 24), "16777215");
        assertRefused(() -> new BlockAssembler(0), "blockTokens");
    }

    private static KvBlock block(IntBuffer positions, int headDim, int bytes) {
        return new KvBlock(
                SpillSamples.request("r"),
                SpillSamples.at(0, 0, 0),
                Phase.DECODE,
                StoredElementType.FP32,
                headDim,
                positions,
                ByteBuffer.allocate(bytes),
                ByteBuffer.allocate(bytes),
                TokenMark.NONE);
    }
}
