package dev.scopestream.engine.checkpoint.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.checkpoint.StoredTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GgmlTypeTest {
    private static final Path FILES = Path.of("src/test/resources/gguf");
    private static final int ROWS = 3;
    private static final int WIDTH = 512;

    @TempDir
    Path directory;

    /** Bit for bit: compares the bytes of the floats. */
    @Test
    void shouldDecodeEveryTypeAsThePackageDoes() throws IOException {
        ByteBuffer expected = ByteBuffer.wrap(Files.readAllBytes(FILES.resolve("blocks.f32")));
        try (GgufFile file = GgufFile.open(FILES.resolve("blocks.gguf"))) {
            assertThat(file.tensors().keySet())
                    .containsExactlyInAnyOrderElementsOf(
                            Arrays.stream(GgmlType.values()).map(Enum::name).toList());
            for (StoredTensor tensor : new TreeMap<>(file.tensors()).values()) {
                assertThat(tensor.type()).isEqualTo(tensor.name());
                assertThat(tensor.shape()).isEqualTo(List.of((long) ROWS, (long) WIDTH));
                ByteBuffer ours = ByteBuffer.allocateDirect(ROWS * WIDTH * 4).order(ByteOrder.LITTLE_ENDIAN);
                file.elements(tensor, 0, ours);
                byte[] theirs = new byte[ours.capacity()];
                expected.get(theirs);
                assertThat(ours.flip()).as(tensor.name()).isEqualTo(ByteBuffer.wrap(theirs));
                ByteBuffer lastRow = ByteBuffer.allocate(WIDTH * 4);
                file.elements(tensor, 2 * WIDTH, lastRow);
                assertThat(lastRow.flip()).isEqualTo(ours.slice(2 * WIDTH * 4, WIDTH * 4));
            }
        }
        assertThat(expected.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"16,IQ2_XXS", "29,IQ1_M", "34,TQ1_0", "39,MXFP4", "4,number 4", "200,number 200"})
    void shouldRefuseOtherTypesByName(int number, String name) throws IOException {
        byte[] content = Files.readAllBytes(FILES.resolve("blocks.gguf"));
        // the type follows the name, the number of dimensions and two lengths
        int at = indexOf(content, "IQ4_XS") + 6 + 4 + 16;
        assertThat(content[at]).isEqualTo((byte) 23);
        content[at] = (byte) number;
        Path file = Files.write(directory.resolve("x.gguf"), content);
        assertThatThrownBy(() -> GgufFile.open(file).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(
                        "tensor 'IQ4_XS' has the type " + name + ", which isn't read; read are F32, F16,");
    }

    @Test
    void shouldRefuseBlocksWhoseScaleIsNoFiniteNumber() throws IOException {
        try (GgufFile file = GgufFile.open(FILES.resolve("blocks.gguf"))) {
            for (StoredTensor tensor : file.tensors().values()) {
                GgmlType type = GgmlType.valueOf(tensor.type());
                byte[] content = Files.readAllBytes(FILES.resolve("blocks.gguf"));
                // the scale is a block's first two bytes, or (of these types) among its last four
                int scale = List.of(GgmlType.Q2_K, GgmlType.Q3_K, GgmlType.Q6_K).contains(type)
                        ? type.blockBytes() - (type == GgmlType.Q2_K ? 4 : 2)
                        : 0;
                int block = (int) tensor.offset() + type.blockBytes();
                content[block + scale] = 1;
                content[block + scale + 1] = 0x7c;
                Path bad = Files.write(directory.resolve("z.gguf"), content);
                ByteBuffer target = ByteBuffer.allocate(ROWS * WIDTH * 4);
                try (GgufFile opened = GgufFile.open(bad)) {
                    if (type.blockElements() == 1) {
                        opened.elements(tensor, 0, target);
                    } else {
                        assertThatThrownBy(() -> opened.elements(tensor, 0, target))
                                .isInstanceOf(CheckpointException.class)
                                .hasMessageContaining("z.gguf: tensor '" + tensor.name() + "'")
                                .hasMessageContaining("scale isn't a finite number");
                    }
                }
            }
        }
    }

    @Test
    void shouldRefuseRowsThatEndWithinABlockAndTensorsThatOverlap() throws IOException {
        byte[] good = Files.readAllBytes(FILES.resolve("blocks.gguf"));
        int at = indexOf(good, "Q4_K") + 4 + 4;
        byte[] narrow = good.clone();
        ByteBuffer.wrap(narrow).order(ByteOrder.LITTLE_ENDIAN).putLong(at, 128);
        assertRefused(narrow, "tensor 'Q4_K' has rows of 128 elements, no multiple of Q4_K's 256");
        byte[] overlapping = good.clone();
        ByteBuffer.wrap(overlapping).order(ByteOrder.LITTLE_ENDIAN).putLong(at + 20, 0);
        assertRefused(overlapping, "overlaps");
    }

    private void assertRefused(byte[] content, String reason) throws IOException {
        Path file = Files.write(directory.resolve("y.gguf"), content);
        assertThatThrownBy(() -> GgufFile.open(file).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(reason);
    }

    private static int indexOf(byte[] content, String text) {
        return new String(content, StandardCharsets.ISO_8859_1).indexOf(text);
    }
}
