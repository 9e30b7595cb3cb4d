package dev.scopestream.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.scopestream.engine.ChatMessage;
import dev.scopestream.engine.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Templates with the constructs of the supported families' own, against Python's Jinja. */
class JinjaConformanceTest {
    private static final Path TEMPLATES = Path.of("src/test/resources/templates");

    @TempDir
    Path model;

    static Stream<JsonNode> cases() throws IOException {
        List<JsonNode> cases = new ArrayList<>();
        new JsonMapper()
                .readTree(TEMPLATES.resolve("expected.json").toFile())
                .elements()
                .forEachRemaining(cases::add);
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldRenderAsPythonDoes(JsonNode expected) throws IOException {
        Files.writeString(
                model.resolve("special_tokens_map.json"),
                "{\"bos_token\":{\"content\":\"<s>\"},\"eos_token\":\"</s>\",\"unk_token\":\"<unk>\"}");
        List<ChatMessage> messages = new ArrayList<>();
        for (JsonNode m : expected.get("messages")) {
            messages.add(
                    new ChatMessage(m.get("role").asText(), m.get("content").asText()));
        }
        Path file = TEMPLATES.resolve(expected.get("template").asText());
        String actual;
        try {
            actual = ChatTemplate.open(model, Optional.of(file))
                    .render(
                            messages,
                            Map.of(),
                            expected.get("addGenerationPrompt").asBoolean())
                    .text();
        } catch (InvalidRequestException e) {
            assertThat(e).hasMessageContaining(expected.path("refused").asText("no refusal was expected"));
            return;
        }
        assertThat(actual).isEqualTo(expected.path("text").asText("a refusal was expected"));
    }
}
