package dev.scopestream.engine.checkpoint.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.checkpoint.CheckpointException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that nobody means well with: refused at once, whatever lengths they claim. */
@Timeout(20)
class HostileGgufTest {
    @TempDir
    Path directory;

    private static GgufBytes model() {
        return GgufBytes.model("llama", 1);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List.of(parts).forEach(out::writeBytes);
        return out.toByteArray();
    }

    private void assertRefused(GgufBytes bytes, String... reasons) {
        Path file = bytes.write(directory.resolve("x.gguf"));
        assertThatThrownBy(() -> GgufCheckpoint.open(file).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("x.gguf")
                .hasMessageContainingAll(reasons);
    }

    @ParameterizedTest
    @ValueSource(longs = {1_000_000_000L, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void shouldRefuseLengthsBeyondTheFile(long length) {
        String said = Long.toUnsignedString(length);
        byte[] count = GgufBytes.u64(length);
        for (int type : new int[] {0, 4, 6, 8, 12}) {
            assertRefused(
                    model().raw("a", joined(GgufBytes.u32(9), GgufBytes.u32(type), count)), "a's length is " + said);
        }
        assertRefused(model().raw("a", joined(GgufBytes.u32(8), count)), "a's length is " + said);
        assertRefused(
                model().tensorAt("b", 0, 0, length),
                length == 1_000_000_000 ? "'b' lies from byte 0 on for 4000000000 bytes" : "dimension of b is " + said);
        assertRefused(model().tensorAt("b", 0, length, 8), "b");
    }

    @Test
    void shouldRefuseArraysOfArraysUnknownTypesAndKeysTwice() {
        assertRefused(
                model().raw("a", joined(GgufBytes.u32(9), GgufBytes.u32(9), GgufBytes.u64(1))),
                "array of the unsupported type 9 for a");
        assertRefused(model().raw("a", GgufBytes.u32(13)), "unknown type 13 for a");
        assertRefused(
                model().raw("a", joined(GgufBytes.u32(4), GgufBytes.u32(1)))
                        .raw("a", joined(GgufBytes.u32(4), GgufBytes.u32(2))),
                "has the key a twice");
    }

    @Test
    void shouldRefuseTensorsTwiceOverlappingUnalignedOrOfImpossibleShape() {
        assertRefused(model().tensor("token_embd.weight", 0, 8, 5), "'token_embd.weight' is there twice");
        assertRefused(
                model().tensor("blk.0.attn_norm.weight", 0, 8).tensor("blk.00.attn_norm.weight", 0, 8),
                "is there twice, as model.layers.0.input_layernorm.weight");
        assertRefused(model().tensorAt("output_norm.weight", 0, 32, 8), "overlaps 'token_embd.weight'");
        assertRefused(model().tensorAt("output_norm.weight", 0, 8, 8), "lies from byte 8", "aligned to 32");
        assertRefused(model().tensorAt("b", 0, 0, 1, 1, 1, 1, 1), "has 5 dimensions");
        assertRefused(model().tensorAt("b", 0, 0, 1L << 30, 1L << 30), "impossible shape");
        assertRefused(model().tensorAt("b", 0, 0), "has rows of 0 elements");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 48, 1 << 30})
    void shouldRefuseAlignmentsThatAreNone(int alignment) {
        assertRefused(model().key("general.alignment", alignment), "general.alignment must be");
    }

    @Test
    void shouldRefuseMetadataOfAnotherKind() {
        assertRefused(model().key("general.alignment", "32"), "general.alignment must be an integer, but is a String");
        assertRefused(model().key("llama.block_count", "1"), "llama.block_count must be an integer");
        assertRefused(
                model().key("llama.attention.head_count_kv", List.of(1, 2)),
                "llama.attention.head_count_kv must be an integer, but is a list");
        assertRefused(model().key("general.architecture", 7), "general.architecture must be a string");
        assertRefused(
                new GgufBytes().tensor("token_embd.weight", 0, 8, 5),
                "general.architecture '' isn't supported; supported are: llama, qwen2, qwen3, phi3, gemma3, smollm3");
    }

    /** A sparse file, so that a length is one that the file could hold. */
    @Test
    void shouldReadAHeaderInTimeHoweverLongTheFile() throws IOException {
        GgufBytes bytes = model().raw("a", joined(GgufBytes.u32(9), GgufBytes.u32(0), GgufBytes.u64(1_000_000_000)));
        Path file = bytes.write(directory.resolve("x.gguf"));
        try (RandomAccessFile stretched = new RandomAccessFile(file.toFile(), "rw")) {
            stretched.setLength(8L << 30);
        }
        long start = System.nanoTime();
        assertThatThrownBy(() -> GgufCheckpoint.open(file).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("a's length is 1000000000; at most 4194304");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
}
