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
import java.util.Map;
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
        assertThat(template(CHATML).render(HELLO, Map.of(), true).text())
                .isEqualTo("<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face"
                        + "<|im_end|>\n<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\n");
    }

    @Test
    void shouldNotInterpretMessages() throws IOException {
        String hostile = "{{ 1 + 1 }} {% raw %} {# x #} <b> ' \"";
        assertThat(template("{{ bos_token }}{{ messages[0].content }}")
                        .render(List.of(new ChatMessage("user", hostile)), Map.of(), false)
                        .text())
                .isEqualTo("<bos>" + hostile);
    }

    @Test
    void shouldPassOnTheTemplatesRefusal() throws IOException {
        ChatTemplate template = template("{{ raise_exception('roles must alternate') }}");
        assertThatThrownBy(() -> template.render(HELLO, Map.of(), true))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("refuses")
                .hasMessageContaining("roles must alternate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tag", "filter", "known-filter", "test", "method"})
    void shouldSayThatATemplateCantBeRun(String name) {
        Path file = Path.of("src/test/resources/templates/unsupported", name + ".jinja");
        ChatTemplate template = ChatTemplate.open(TINY, Optional.of(file));
        assertThatThrownBy(() -> template.render(HELLO, Map.of(), true))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(name + ".jinja")
                .hasMessageContaining("another template file");
    }

    @Test
    void shouldReadBothFormsOfTheConfigurationAndPreferTheFile() throws IOException {
        Path config = directory.resolve("tokenizer_config.json");
        Files.writeString(config, "{\"eos_token\":\"</s>\",\"chat_template\":\"a{{ eos_token }}\"}");
        assertThat(ChatTemplate.open(directory).render(HELLO, Map.of(), true).text())
                .isEqualTo("a</s>");
        Files.writeString(
                config,
                "{\"chat_template\":[{\"name\":\"tool_use\",\"template\":\"t\"},"
                        + "{\"name\":\"default\",\"template\":\"d\"}]}");
        assertThat(ChatTemplate.open(directory).render(HELLO, Map.of(), true).text())
                .isEqualTo("d");
        Files.writeString(directory.resolve("chat_template.jinja"), "file");
        assertThat(ChatTemplate.open(directory).render(HELLO, Map.of(), true).text())
                .isEqualTo("file");
        Files.writeString(config, "{");
        assertThatThrownBy(() -> ChatTemplate.open(directory))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("tokenizer_config.json isn't valid JSON");
    }

    @Test
    void shouldNameTheTemplatesOfAListWithoutDefault() throws IOException {
        Files.writeString(
                directory.resolve("tokenizer_config.json"),
                "{\"chat_template\":[{\"name\":\"tool_use\",\"template\":\"t\"},{\"name\":\"rag\",\"template\":\"r\"}]}");
        assertThatThrownBy(() -> ChatTemplate.open(directory).render(HELLO, Map.of(), true))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("chat templates named [tool_use, rag], and none named 'default'");
    }

    @Test
    void shouldReadTheProcessorsTemplateLast() throws IOException {
        Files.writeString(directory.resolve("chat_template.json"), "{\"chat_template\":\"processor\"}");
        assertThat(ChatTemplate.open(directory).render(HELLO, Map.of(), true).text())
                .isEqualTo("processor");
        Files.writeString(directory.resolve("tokenizer_config.json"), "{\"chat_template\":\"tokenizer\"}");
        assertThat(ChatTemplate.open(directory).render(HELLO, Map.of(), true).text())
                .isEqualTo("tokenizer");
    }

    @Test
    void shouldPassVariablesToTheTemplate() throws IOException {
        ChatTemplate template = template(
                "{{ enable_thinking is defined }} {{ enable_thinking }} {{ tools }} {{ extra.a[1] if extra }}");
        assertThat(template.render(HELLO, Map.of(), true).text()).isEqualTo("False  None ");
        Map<String, Object> variables =
                Map.of("enable_thinking", false, "tools", List.of(), "extra", Map.of("a", List.of(1, 2.5)));
        assertThat(template.render(HELLO, variables, true).text()).isEqualTo("True False [] 2.5");
        assertThatThrownBy(() -> template.render(HELLO, Map.of("messages", List.of()), true))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("'messages' can't be given");
    }

    @Test
    void shouldRenderADevelopersMessageAsTheTemplateKnowsIt() throws IOException {
        List<ChatMessage> messages = List.of(new ChatMessage("developer", "Be brief."));
        String plain = "{{ messages[0].role }}";
        assertThat(template(plain).render(messages, Map.of(), true).text()).isEqualTo("system");
        String own = plain + "{# developer #}";
        assertThat(template(own).render(messages, Map.of(), true).text()).isEqualTo("developer");
    }

    @Test
    void shouldLeaveTokensUndefinedThatTheModelHasNot() throws IOException {
        Files.writeString(directory.resolve("tokenizer_config.json"), "{\"bos_token\":null,\"eos_token\":\"</s>\"}");
        Files.writeString(
                directory.resolve("chat_template.jinja"), "{{ bos_token is defined }}{{ bos_token }}{{ eos_token }}");
        assertThat(ChatTemplate.open(directory).render(HELLO, Map.of(), true).text())
                .isEqualTo("False</s>");
    }

    @Test
    void shouldNameTheConstructAndTheLine() throws IOException {
        ChatTemplate template = template("a\n{% if true %}\n{{ messages[0].content.encode() }}\n{% endif %}");
        assertThatThrownBy(() -> template.render(HELLO, Map.of(), true))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("the string method 'encode' isn't supported")
                .hasMessageContaining("line 3");
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
                output = template(text).render(HELLO, Map.of(), true).text();
            } catch (InvalidRequestException e) {
                output = "";
            }
            assertThat(output).as(text).isBlank();
        }
    }

    @Test
    void shouldSayThatThereIsNoTemplate() {
        assertThat(ChatTemplate.open(TINY).available()).isFalse();
        assertThatThrownBy(() -> ChatTemplate.open(TINY).render(HELLO, Map.of(), true))
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
            assertThatThrownBy(() -> template.render(HELLO, Map.of(), true))
                    .as(text)
                    .isInstanceOf(InvalidRequestException.class);
        }
    }
}
