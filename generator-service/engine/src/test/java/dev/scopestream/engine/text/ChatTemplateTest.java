package dev.scopestream.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.ChatMessage;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(strings = {"conditional-loop", "loop-else", "filter", "test", "method", "slice"})
    void shouldSayThatATemplateCantBeRun(String name) {
        Path file = Path.of("src/test/resources/templates/unsupported", name + ".jinja");
        ChatTemplate template = ChatTemplate.open(TINY, Optional.of(file));
        assertThatThrownBy(() -> template.render(HELLO, true))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(name + ".jinja")
                .hasMessageContaining("another template file");
    }

    @Test
    void shouldReadBothFormsOfTheConfigurationAndPreferTheFile() throws IOException {
        Path config = directory.resolve("tokenizer_config.json");
        Files.writeString(config, "{\"eos_token\":\"</s>\",\"chat_template\":\"a{{ eos_token }}\"}");
        assertThat(ChatTemplate.open(directory).render(HELLO, true)).isEqualTo("a</s>");
        Files.writeString(
                config,
                "{\"chat_template\":[{\"name\":\"tool_use\",\"template\":\"t\"},"
                        + "{\"name\":\"default\",\"template\":\"d\"}]}");
        assertThat(ChatTemplate.open(directory).render(HELLO, true)).isEqualTo("d");
        Files.writeString(directory.resolve("chat_template.jinja"), "file");
        assertThat(ChatTemplate.open(directory).render(HELLO, true)).isEqualTo("file");
        Files.writeString(config, "{");
        assertThatThrownBy(() -> ChatTemplate.open(directory))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("tokenizer_config.json isn't valid JSON");
    }

    @Test
    void shouldNotReachTheMachine() throws IOException {
        String unclosed = "{{".repeat(60_000) + "{% a 'b".repeat(5_000);
        String strings = "{{ " + "'\\".repeat(50_000) + " }}";
        for (String text : List.of(
                unclosed,
                strings,
                "{% include '/etc/hostname' %}",
                "{% import '/etc/hostname' as x %}",
                "{% extends '/etc/hostname' %}",
                "{{ ''.class }}{{ ''.getClass().forName('java.lang.Runtime') }}",
                "{{ messages.getClass().getClassLoader() }}",
                "{{ ____int3rpr3t3r____.getContext() }}")) {
            String output;
            try {
                output = template(text).render(HELLO, true);
            } catch (InvalidRequestException e) {
                output = "";
            }
            assertThat(output).as(text).isBlank();
        }
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
        String replacing = "{% set s = 'x' %}" + "{% set s = s | replace('x', 'xxxxxxxxxx') %}".repeat(12) + "{{ s }}";
        String methods = "{% set s = 'x' %}" + "{% set s = s.replace('x', 'xxxxxxxxxx') %}".repeat(12) + "{{ s }}";
        String joining = "{% set s = 'xxxxxxxxxx' %}" + "{% set s = [s,s,s,s,s,s,s,s,s,s] | join(s) %}".repeat(12);
        String repeating = "{{ '%1000000000d' | format(1) }}{{ '%1$99999999s%1$99999999s' | format('a') }}";
        String nesting = "{% if true %}".repeat(10_000) + "x" + "{% endif %}".repeat(10_000);
        String parentheses = "{{ " + "(".repeat(10_000) + "1" + ")".repeat(10_000) + " }}";
        String quotes = "{{ '" + "\\\\".repeat(50_000) + " }}";
        String unclosed = "{{".repeat(60_000) + "{% a 'b".repeat(5_000);
        String strings = "{{ " + "'\\".repeat(50_000) + " }}";
        for (String text : List.of(
                unclosed,
                strings,
                loop,
                doubling,
                recursion,
                replacing,
                methods,
                joining,
                repeating,
                nesting,
                parentheses,
                quotes)) {
            ChatTemplate template = template(text);
            assertThatThrownBy(() -> template.render(HELLO, true)).as(text).isInstanceOf(InvalidRequestException.class);
        }
    }
}
