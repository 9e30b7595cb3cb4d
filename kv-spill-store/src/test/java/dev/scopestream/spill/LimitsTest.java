package dev.scopestream.spill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        assertRefused(() -> OPTIONS.withQuota(1000), "quotaBytes", "at least 65536", "is 1000");
        assertRefused(() -> OPTIONS.withQuota(1 << 20, 1 << 20), "diskBytes", "at least 1048577");
        assertRefused(() -> OPTIONS.withTtl(Duration.ofMillis(5)), "ttl", "1000", "is 5");
        assertRefused(() -> OPTIONS.withBlockTokens(0), "blockTokens", "at least 1");
        assertRefused(() -> OPTIONS.withBlockTokens(1025), "blockTokens", "at most 1024", "is 1025");
        assertRefused(() -> OPTIONS.withQueue(1, OnFull.DROP, Duration.ZERO), "queueBytes", "is 1");
        assertRefused(() -> OPTIONS.withQueue(1 << 20, null, Duration.ZERO), "onFull", "WAIT or DROP");
        assertRefused(() -> OPTIONS.withQueue(1 << 20, OnFull.WAIT, Duration.ofMillis(-1)), "waitAtMost");
        assertRefused(() -> OPTIONS.withMemory(0, 0, 1), "writeBufferBytes");
        assertRefused(() -> SpillOptions.in(null), "directory is missing");
        assertThat(OPTIONS.withQuota(1 << 20).diskBytes()).isEqualTo((2L << 20) + (256L << 20));
    }

    @Test
    void shouldRefuseIdsThatCouldBeMistakenForOthers() {
        assertRefused(() -> Samples.request(""), "empty");
        assertRefused(() -> Samples.request("a\ud800"), "not valid Unicode");
        assertRefused(() -> Samples.request("x".repeat(1025)), "at most 1024", "1025");
        assertRefused(() -> Samples.request("\u00e9".repeat(513)), "at most 1024", "1026 bytes");
        assertThat(Samples.request("x".repeat(1024)).requestId()).hasSize(1024);
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
                Samples.request("r"),
                Samples.at(0, 0, 0),
                Phase.DECODE,
                ElementType.FP32,
                headDim,
                positions,
                ByteBuffer.allocate(bytes),
                ByteBuffer.allocate(bytes),
                TokenMark.NONE);
    }
}
