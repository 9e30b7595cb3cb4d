package dev.scopestream.generator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.events.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadInputTest {
    private static final Map<String, String> FIELDS = new LinkedHashMap<>();
    private static final Map<String, byte[]> VALUES = new LinkedHashMap<>();

    private static void bad(String id, String field, String value) {
        FIELDS.put(id, field);
        VALUES.put(id, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    static {
        bad("not-json", "$", "hello");
        bad("empty-record", "$", "");
        bad("no-value", "$", null);
        bad("array", "$", "[1]");
        bad("wrong-type", "max_tokens", "{\"prompt\":\"a\",\"max_tokens\":\"10\"}");
        bad("no-prompt", "prompt", "{\"max_tokens\":3}");
        bad("empty-prompt", "prompt", "{\"prompt\":\"\"}");
        bad("long-prompt", "prompt", "{\"prompt\":\"" + "x".repeat(RuleEngine.CONTEXT) + "\"}");
        bad("max-tokens-0", "max_tokens", "{\"prompt\":\"a\",\"max_tokens\":0}");
        bad("max-tokens-huge", "max_tokens", "{\"prompt\":\"a\",\"max_tokens\":1000000000}");
        bad("max-tokens-context", "max_tokens", "{\"prompt\":\"a\",\"max_tokens\":50000}");
        bad("unknown-enum", "kv.fidelity", "{\"prompt\":\"a\",\"kv\":{\"fidelity\":\"best\"}}");
        bad("unknown-model", "model", "{\"prompt\":\"a\",\"model\":\"gpt-5\"}");
        bad("bad-template", "template", "{\"prompt\":\"a\",\"template\":\"llama3-scope\"}");
        bad("engine-fails", "prompt", "{\"prompt\":\"FAIL\"}");
        bad("5-MB", "$", "{\"prompt\":\"" + "x".repeat(5 << 20) + "\"}");
    }

    @Test
    void shouldDeadLetterEachBadRecordWithItsFieldAndLoseNothing(@TempDir Path directory) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory);
                Pipeline pipeline = new Pipeline(broker, "bad", 2, Map.of());
                GeneratorHandle generator = pipeline.start(new RuleEngine.Control(), Map.of())) {
            assertThat(generator.trouble()).isNull();
            pipeline.prompt("good-before", "fine", 5);
            VALUES.forEach(pipeline::send);
            pipeline.send(null, "{\"prompt\":\"a\"}");
            pipeline.prompt("good-after", "fine", 5);
            pipeline.awaitFinals(VALUES.size() + 3);
            FIELDS.forEach((id, field) -> {
                DeadLetter letter = pipeline.deadLetter(id);
                assertThat(letter.field()).as(id).isEqualTo(field);
                assertThat(letter.reason()).as(id).isNotBlank();
                assertThat(letter.sourceTopic()).isEqualTo("bad.prompts");
            });
            assertThat(pipeline.deadLetters())
                    .filteredOn(r -> r.key() == null)
                    .singleElement()
                    .satisfies(r ->
                            assertThat(DeadLetter.from(r.headers()).field()).isEqualTo("id"));
            assertThat(pipeline.deadLetters())
                    .filteredOn(r -> r.key() != null && new String(r.key(), StandardCharsets.UTF_8).equals("not-json"))
                    .singleElement()
                    .satisfies(r -> assertThat(r.value()).isEqualTo(VALUES.get("not-json")));
            assertThat(pipeline.deadLetter("5-MB").reason()).contains("5242893").contains("source offset");
            assertThat(pipeline.deadLetter("unknown-model").reason()).contains("rule");
            pipeline.assertComplete(
                    Map.of("good-before", RuleEngine.text("fine", 5), "good-after", RuleEngine.text("fine", 5)),
                    VALUES.size() + 1);
        }
    }
}
