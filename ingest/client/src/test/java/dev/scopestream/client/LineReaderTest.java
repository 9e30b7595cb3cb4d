package dev.scopestream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineReaderTest {
    private static List<String> read(String text, int longest) throws IOException {
        List<String> seen = new ArrayList<>();
        try (LineReader lines =
                new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), longest)) {
            for (Optional<LineReader.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
                byte[] bytes = line.get().bytes();
                seen.add(line.get().number() + (bytes == null ? "!" : new String(bytes, StandardCharsets.UTF_8))
                        + line.get().length() + (line.get().ended() ? "." : "")
                        + (line.get().isBlank() ? " blank" : "") + "@" + lines.position());
            }
        }
        return seen;
    }

    @Test
    void shouldBoundEachLineAndSayWhereItIs() throws Exception {
        assertThat(read("abc\nabcd\n \t\r\n\nab", 3))
                .containsExactly("1abc3.@4", "2!4.@9", "3 \t\r3. blank@13", "40. blank@14", "5ab2@16");
        assertThat(read("", 3)).isEmpty();
        assertThat(read("abcd", 3)).containsExactly("1!4@4");
    }

    @Test
    void shouldSayThatThereIsNoFile() {
        assertThatThrownBy(() -> LineReader.open(Path.of("no-such-file"), 3))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no-such-file");
        assertThatThrownBy(() -> LineReader.open(Path.of("."), 3)).hasMessage("it is no file");
    }
}
