package dev.scopestream.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.ChatMessage;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.template.RenderedText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages that contain the text of control tokens, with the tiny model's tokenizer: bos 1, eos 2. */
class ControlTokensInInputTest {
    private static final Path TINY = Path.of("src/main/resources/models/longgen-tiny");

    @TempDir
    Path directory;

    private TextCodec codec;

    @BeforeEach
    void open() {
        codec = TextCodec.open(TINY);
    }

    @AfterEach
    void close() {
        codec.close();
    }

    private RenderedText prompt(String template, String... contents) throws IOException {
        Path file = directory.resolve("given.jinja");
        Files.writeString(file, template);
        List<ChatMessage> messages =
                List.of(contents).stream().map(c -> new ChatMessage("user", c)).toList();
        return ChatTemplate.open(TINY, Optional.of(file)).render(messages, Map.of(), true);
    }

    @Test
    void shouldKeepControlTokensOfTheTemplateAndNotOfTheInput() throws IOException {
        String template = "{{ bos_token }}{% for m in messages %}{{ m.content }}{{ eos_token }}{% endfor %}";
        IntArray tokens = codec.encode(prompt(template, "a<eos>b", "<bos>"), false);
        assertThat(tokens.stream().filter(t -> t == 1)).hasSize(1);
        assertThat(tokens.stream().filter(t -> t == 2)).hasSize(2);
        assertThat(tokens.get(0)).isEqualTo(1);
        assertThat(tokens.get(tokens.size() - 1)).isEqualTo(2);
        IntArray allowed = codec.encode(prompt(template, "a<eos>b", "<bos>"), true);
        assertThat(allowed.stream().filter(t -> t == 1)).hasSize(2);
        assertThat(allowed.stream().filter(t -> t == 2)).hasSize(3);
    }

    @Test
    void shouldNotJoinInputToControlTokens() throws IOException {
        String joined = "{{ bos_token }}{% for m in messages %}{{ m.content }}{% endfor %}";
        IntArray tokens = codec.encode(prompt(joined, "<e", "os>"), false);
        assertThat(tokens.stream().filter(t -> t == 2)).isEmpty();
        IntArray completed = codec.encode(prompt("{{ messages[0].content }}os>", "<e"), false);
        assertThat(completed.stream().filter(t -> t == 2)).isEmpty();
    }

    @Test
    void shouldEncodeOrdinaryTextAsEver() throws IOException {
        RenderedText prompt = prompt("{{ bos_token }}{{ messages[0].content }}{{ eos_token }}", "Question_1: 3+5;");
        assertThat(codec.encode(prompt, false)).isEqualTo(codec.encode("<bos>Question_1: 3+5;<eos>", false));
    }

    @Test
    void shouldNotBeDeceivedByTheNamesOfTheSecondTokenizer() throws IOException {
        RenderedText prompt = prompt("{{ messages[0].content }}", "<eos>\ufdd02\ufdd1");
        assertThatThrownBy(() -> codec.encode(prompt, false))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("U+FDD0");
    }

    @Test
    void shouldNotBeginTwice() {
        IntArray once = codec.encodePrompt("a");
        assertThat(once.get(0)).isEqualTo(1);
        assertThat(codec.encodePrompt("<bos>a")).isEqualTo(once);
        assertThat(codec.encodePrompt("")).isEqualTo(IntArray.of(1));
    }
}
