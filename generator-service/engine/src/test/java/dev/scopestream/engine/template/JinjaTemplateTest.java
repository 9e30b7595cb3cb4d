package dev.scopestream.engine.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Templates against what Jinja2 gives: src/test/resources/templates/README.md. */
class JinjaTemplateTest {
    private static final Path TEMPLATES = Path.of("src/test/resources/templates");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build();
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2025-07-01T09:05:00Z"), ZoneOffset.UTC);

    static Stream<Map<?, ?>> cases() throws IOException {
        return lines("cases.jsonl");
    }

    static Stream<Map<?, ?>> generated() throws IOException {
        return Stream.concat(lines("generated.jsonl"), Stream.concat(lines("scopes.jsonl"), lines("loops.jsonl")));
    }

    private static Stream<Map<?, ?>> lines(String file) throws IOException {
        List<Map<?, ?>> lines = new ArrayList<>();
        for (String line : Files.readAllLines(TEMPLATES.resolve(file))) {
            lines.add(JSON.readValue(line, Map.class));
        }
        return lines.stream();
    }

    private static String render(String template, Variables variables) {
        return JinjaTemplate.parse(template).render(variables, CLOCK).text();
    }

    private static void check(Map<?, ?> expected, Variables variables) {
        String template = (String) expected.get("template");
        if (expected.containsKey("error")) {
            assertThatThrownBy(() -> render(template, variables)).as(template).isInstanceOf(TemplateException.class);
        } else {
            assertThat(render(template, variables)).as(template).isEqualTo(expected.get("expected"));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldRenderTheReferencesCases(Map<?, ?> expected) {
        check(
                expected,
                new Variables()
                        .input("messages", expected.get("messages"))
                        .own("add_generation_prompt", expected.get("add_generation_prompt"))
                        .own("tools", null)
                        .own("documents", null));
    }

    @ParameterizedTest
    @MethodSource("generated")
    void shouldRenderGeneratedTemplates(Map<?, ?> expected) throws IOException {
        Variables variables = new Variables();
        Map<?, ?> values =
                JSON.readValue(TEMPLATES.resolve("generated-variables.json").toFile(), Map.class);
        values.forEach((name, value) -> variables.input((String) name, value));
        check(expected, variables);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{{ strftime_now('%d %b %Y') }}|01 Jul 2025",
                "{{ strftime_now('%-d %B %y, %-I:%M %p, %A %j %e') }}|1 July 25, 9:05 AM, Tuesday 182  1",
            })
    void shouldSayTheDate(String template, String expected) {
        assertThat(render(template, new Variables())).isEqualTo(expected);
    }

    @Test
    void shouldRenderRecursiveLoops() {
        Variables tree =
                new Variables().own("tree", List.of(Map.of("n", "a", "c", List.of(Map.of("n", "b", "c", List.of())))));
        assertThat(render("{% for x in tree recursive %}{{ loop.depth }}{{ x.n }}({{ loop(x.c) }}){% endfor %}", tree))
                .isEqualTo("1a(2b())");
    }

    @Test
    void shouldNormalizeLineEnds() {
        assertThat(render("a\r\n{% if true %}\r\nb\r{% endif %}\nc\r\n", new Variables()))
                .isEqualTo("a\nb\nc");
    }

    @Test
    void shouldEscapeWhatIsAddedToMarkup() {
        assertThat(render("{{ ('<b>' | safe) + '<' }}{{ '<' ~ ('<b>' | safe) }}", new Variables()))
                .isEqualTo("<b>&lt;<<b>");
    }

    @Test
    void shouldKnowWhatIsInput() {
        RenderedText text = JinjaTemplate.parse("<s>{{ 'x' + c.strip() | replace('b', '<s>') }}</s>{{ c[1] }}")
                .render(new Variables().input("c", " abc "), CLOCK);
        assertThat(text.text()).isEqualTo("<s>xa<s>c</s>a");
        assertThat(text.isOwn(0, 4)).isTrue();
        assertThat(text.isOwn(3, 5)).isFalse();
        assertThat(text.isOwn(5, 8)).isTrue();
        assertThat(text.isOwn(8, 9)).isFalse();
        assertThat(text.isOwn(9, 13)).isTrue();
        assertThat(text.isOwn(9, 14)).isFalse();
        assertThat(text.isOwn(13, 14)).isFalse();
    }
}
