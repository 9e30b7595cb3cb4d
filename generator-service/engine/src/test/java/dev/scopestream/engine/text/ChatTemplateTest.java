package dev.scopestream.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.ChatMessage;
import dev.scopestream.engine.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ChatTemplateTest {
    private static final Path TINY = Path.of("src/main/resources/models/longgen-tiny");
    /** SmolLM2's. */
    private static final String CHATML =
            "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}"
                    + "{{ '<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n' }}"
                    + "{% endif %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}"
                    + "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

    private static final List<ChatMessage> HELLO = List.of(new ChatMessage("user", "Hello"));

    @TempDir
    Path directory;

    private ChatTemplate template(String text) throws IOException {
        Path file = directory.resolve("given.jinja");
        Files.writeString(file, text);
        return ChatTemplate.open(TINY, Optional.of(file));
    }

    @Test
    void shouldRenderChatMl() throws IOException {
        assertThat(template(CHATML).render(HELLO, true))
                .isEqualTo("<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face"
                        + "<|im_end|>\n<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\n");
    }

    @Test
    void shouldNotInterpretMessages() throws IOException {
        String hostile = "{{ 1 + 1 }} {% raw %} {# x #} <b> ' \"";
        assertThat(template("{{ bos_token }}{{ messages[0].content }}")
                        .render(List.of(new ChatMessage("user", hostile)), false))
                .isEqualTo("<bos>" + hostile);
    }

    @Test
    void shouldPassOnTheTemplatesRefusal() throws IOException {
        ChatTemplate template = template("{{ raise_exception('roles must alternate') }}");
        assertThatThrownBy(() -> template.render(HELLO, true))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("refuses")
                .hasMessageContaining("roles must alternate");
    }

    @Test
    void shouldSayThatATemplateCantBeParsed() throws IOException {
        ChatTemplate template = template("{% for m in messages[::-1] %}{{ m.content }}{% endfor %}");
        assertThatThrownBy(() -> template.render(HELLO, true))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("another template file");
    }

    @Test
    void shouldSayThatThereIsNoTemplate() {
        assertThat(ChatTemplate.open(TINY).available()).isFalse();
        assertThatThrownBy(() -> ChatTemplate.open(TINY).render(HELLO, true))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("no chat template");
    }

    @Test
    @Timeout(30)
    void shouldEndHostileTemplates() throws IOException {
        String loop = "{% for a in range(90000) %}{% for b in range(90000) %}{% for c in range(90000) %}x"
                + "{% endfor %}{% endfor %}{% endfor %}";
        String doubling = "{% set s = 'xxxxxxxxxxxxxxxx' %}" + "{% set s = s + s %}".repeat(60) + "{{ s }}";
        String recursion = "{% macro f(n) %}{{ f(n) }}{{ f(n) }}{% endmacro %}{{ f(1) }}";
        for (String text : List.of(loop, doubling, recursion)) {
            ChatTemplate template = template(text);
            assertThatThrownBy(() -> template.render(HELLO, true)).as(text).isInstanceOf(InvalidRequestException.class);
        }
    }
}
