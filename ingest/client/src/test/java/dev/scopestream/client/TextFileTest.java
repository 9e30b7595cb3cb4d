package dev.scopestream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextFileTest {
    @TempDir
    private Path directory;

    private static byte[] packed(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "Gr\u00fc\u00dfe \u65e5\u672c\n", "a\uFEFFb", "\u00ef", "\ud83d\ude00"})
    void shouldReadTheTextWithAndWithoutMarkAndPacking(String text) throws IOException {
        Path file = directory.resolve("text");
        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
        byte[] marked = ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8);

        for (byte[] bytes : new byte[][] {plain, marked, packed(plain), packed(marked)}) {
            assertThat(TextFile.read(Files.write(file, bytes))).isEqualTo(text);
        }
    }

    @Test
    void shouldNameTheFirstByteThatIsNotUtf8() {
        assertThatThrownBy(() -> TextFile.decode("Gr\u00fc\u00dfe".getBytes(StandardCharsets.ISO_8859_1), "letter.txt"))
                .isInstanceOf(IOException.class)
                .hasMessage("letter.txt is not UTF-8: its byte 2 (from 0) is 0xFC; convert it, for example by iconv -t"
                        + " UTF-8");
        assertThatThrownBy(() -> TextFile.decode(new byte[] {'a', (byte) 0xe6, (byte) 0x97}, "cut off"))
                .hasMessageContaining("byte 1 (from 0) is 0xE6");
        assertThatThrownBy(() -> TextFile.decode("ab".getBytes(StandardCharsets.UTF_16), "from Windows"))
                .hasMessageContaining("byte 0 (from 0) is 0xFE");
    }
}
