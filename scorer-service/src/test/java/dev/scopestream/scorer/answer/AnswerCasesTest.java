package dev.scopestream.scorer.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables in {@code /answers}; where they come from is said beside them. */
class AnswerCasesTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @ParameterizedTest
    @MethodSource("cases")
    void shouldReadTheAnswerOrNone(Case c) {
        assertThat(read(c)).as(c.text()).isEqualTo(Optional.ofNullable(c.expected()));
    }

    private static Stream<Case> cases() throws IOException {
        Stream.Builder<Case> cases = Stream.builder();
        for (String file : new String[] {"given", "numbers", "choices", "texts"}) {
            try (InputStream in = AnswerCasesTest.class.getResourceAsStream("/answers/" + file + ".jsonl")) {
                String lines = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                for (String line : lines.lines().toList()) {
                    cases.add(Case.of(MAPPER.readTree(line)));
                }
            }
        }
        return cases.build();
    }

    private static Optional<String> read(Case c) {
        AnswerReader reader = new AnswerReader(c.kind());
        String text = AnswerText.ofPrediction(c.text());
        String[] value = new String[1];
        Headers.visit(text, (label, start, end) -> {
            if (label == c.question() && value[0] == null) {
                value[0] = reader.read(text, start, end).map(ReadAnswer::value).orElse(null);
            }
        });
        return Optional.ofNullable(value[0]);
    }

    private record Case(String text, AnswerReader.Kind kind, int question, String expected) {
        static Case of(JsonNode line) {
            return new Case(
                    line.get("text").textValue(),
                    line.get("kind").textValue().equals("number") ? AnswerReader.Kind.NUMBER : AnswerReader.Kind.CHOICE,
                    line.get("question").intValue(),
                    line.get("expected").textValue());
        }
    }
}
