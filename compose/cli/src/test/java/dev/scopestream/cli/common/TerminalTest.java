package dev.scopestream.cli.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalTest {
    @Test
    void shouldTakeTheTeethOutOfEscapeSequences() {
        assertThat(Terminal.safe("a\u001b[2Jb\u009bc\u202ed\re")).isEqualTo("a\uFFFD[2Jb\uFFFDc\uFFFDd\uFFFDe");
    }

    @Test
    void shouldKeepTextAsItIs() {
        assertThat(Terminal.safe("Grüße,\n\t世界 🙂")).isEqualTo("Grüße,\n\t世界 🙂");
    }

    @Test
    void shouldCutALineBetweenCharacters() {
        assertThat(Terminal.oneLine("🙂🙂🙂🙂", 3)).isEqualTo("🙂🙂…");
        assertThat(Terminal.oneLine("a\nb", 3)).isEqualTo("a b");
    }

    @Test
    void shouldReadBytesThatAreNotUtf8() {
        assertThat(Terminal.text(new byte[] {'a', (byte) 0xff})).isEqualTo("a\uFFFD");
        assertThat(Terminal.text(null)).isEmpty();
        assertThat(Terminal.text("ä".getBytes(StandardCharsets.UTF_8))).isEqualTo("ä");
    }
}
