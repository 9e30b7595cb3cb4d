package dev.scopestream.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.ChatMessage;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.checkpoint.ModelConfig;
import dev.scopestream.engine.checkpoint.gguf.GgufBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a model's templates are, and in which encoding its files. */
class ModelTextFilesTest {
    private static final List<ChatMessage> HELLO = List.of(new ChatMessage("user", "hi"));
    private static final String MARK = "\uFEFF";

    @TempDir
    Path directory;

    private String rendered(Path model) {
        return ChatTemplate.open(model).render(HELLO, Map.of(), true).text();
    }

    private Path file(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    @Test
    void shouldUseTheDefaultOfAGgufFilesTemplates() {
        Path file = directory.resolve("x.gguf");
        GgufBytes bytes = GgufBytes.model("llama", 1)
                .key("tokenizer.chat_template.tool_use", "tools")
                .key("tokenizer.chat_templates", List.of("tool_use", "rag"))
                .key("tokenizer.chat_template.rag", "rag");
        bytes.write(file);
        assertThatThrownBy(() -> rendered(file))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("chat templates named [tool_use, rag], and none named 'default'");
        bytes.key("tokenizer.chat_template.default", "named").write(file);
        assertThat(rendered(file)).isEqualTo("named");
        bytes.key("tokenizer.chat_template", "own").write(file);
        assertThat(rendered(file)).isEqualTo("own");
    }

    /** As transformers 4.57's PreTrainedTokenizerBase reads them: before tokenizer_config.json. */
    @Test
    void shouldUseTheDefaultOfADirectoryOfTemplates() throws IOException {
        file("tokenizer_config.json", "{\"chat_template\":\"config\"}");
        file("additional_chat_templates/tool_use.jinja", "tools");
        assertThatThrownBy(() -> rendered(directory))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("chat templates named [tool_use]");
        file("additional_chat_templates/default.jinja", "default");
        assertThat(rendered(directory)).isEqualTo("default");
        file("chat_template.jinja", "file");
        assertThat(rendered(directory)).isEqualTo("file");
    }

    @Test
    void shouldUseTheDefaultOfAnObjectOfTemplates() throws IOException {
        file("tokenizer_config.json", "{\"chat_template\":{\"rag\":\"r\",\"default\":\"d\"}}");
        assertThat(rendered(directory)).isEqualTo("d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "[{\"name\":\"default\"}]", "[\"a\"]", "{\"default\":null}"})
    void shouldRefuseTemplatesWithoutNameOrText(String value) throws IOException {
        file("tokenizer_config.json", "{\"chat_template\":" + value + "}");
        assertThatThrownBy(() -> ChatTemplate.open(directory))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("tokenizer_config.json: chat_template must");
    }

    @Test
    void shouldTakeAByteOrderMarkAsNoPartOfAFile() throws IOException {
        Path bundled = Path.of("src/main/resources/models/longgen-tiny");
        for (String name : List.of("config.json", "tokenizer.json")) {
            file(name, MARK + Files.readString(bundled.resolve(name)));
        }
        file("tokenizer_config.json", MARK + "{\"eos_token\":\"</s>\"}");
        file("chat_template.jinja", MARK + "{{ eos_token }}");
        assertThat(rendered(directory)).isEqualTo("</s>");
        assertThat(ModelConfig.read(directory.resolve("config.json")))
                .isEqualTo(ModelConfig.read(bundled.resolve("config.json")));
        try (TextCodec marked = TextCodec.open(directory);
                TextCodec plain = TextCodec.open(bundled)) {
            assertThat(marked.encode("one 2", true)).isEqualTo(plain.encode("one 2", true));
        }
    }

    @Test
    void shouldSayThatAFileIsntUtf8() throws IOException {
        Files.write(directory.resolve("chat_template.jinja"), new byte[] {'a', (byte) 0xE9, 'b'});
        assertThatThrownBy(() -> ChatTemplate.open(directory))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("chat_template.jinja isn't UTF-8");
    }
}
