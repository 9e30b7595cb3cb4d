package dev.scopestream.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.TextPiece;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With a tokenizer of bytes and the added tokens that a test needs. */
class ReasoningFormatTest {
    private static final Optional<String> NO_TEMPLATE = Optional.empty();
    private static final int FIRST_ADDED = 256;

    @TempDir
    Path directory;

    private TextCodec codec(boolean special, String... added) throws IOException {
        Path file = ByteLevelTokenizer.write(directory).resolve("tokenizer.json");
        JsonMapper mapper = new JsonMapper();
        ObjectNode json = (ObjectNode) mapper.readTree(file.toFile());
        ArrayNode tokens = (ArrayNode) json.get("added_tokens");
        add(tokens, "<|user|>", true);
        add(tokens, "<|assistant|>", true);
        add(tokens, "<|Turn|>", false);
        for (String token : added) {
            add(tokens, token, special);
        }
        mapper.writeValue(file.toFile(), json);
        return TextCodec.open(directory);
    }

    private static void add(ArrayNode tokens, String content, boolean special) {
        ObjectNode token = tokens.addObject();
        token.put("id", FIRST_ADDED + tokens.size() - 1).put("content", content).put("special", special);
        for (String option : new String[] {"single_word", "lstrip", "rstrip", "normalized"}) {
            token.put(option, false);
        }
    }

    private static TextPiece streamed(TextCodec codec, ReasoningFormat format, String prompt, String output) {
        StreamingText stream = StreamingText.of(codec, List.of(), format, codec.encode(prompt, false));
        TextPiece all = TextPiece.EMPTY;
        for (int token : codec.encode(output, false).toArray()) {
            all = all.plus(stream.accept(token));
        }
        return all.plus(stream.finish());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldSplitAtMarkersThatAreAddedTokens(boolean special) throws IOException {
        try (TextCodec codec = codec(special, "[THINK]", "[/THINK]")) {
            ReasoningFormat format = ReasoningFormat.of(codec, NO_TEMPLATE).orElseThrow();
            assertThat(streamed(codec, format, "<|user|>x<|assistant|>", "[THINK]\u00e9 so[/THINK]8"))
                    .isEqualTo(new TextPiece("\u00e9 so", "8"));
            assertThat(streamed(codec, format, "<|user|>x<|assistant|>", "8[THINK]a[/THINK]"))
                    .isEqualTo(new TextPiece("", special ? "8a" : "8[THINK]a[/THINK]"));
            assertThat(streamed(codec, format, "<|assistant|>[THINK]", "a[/THINK]b"))
                    .isEqualTo(new TextPiece("a", "b"));
            assertThat(codec.encode("[/THINK]", false)).isEqualTo(format.closing());
        }
    }

    @Test
    void shouldSplitAtMarkersThatAreTextWhereTheTemplateHasThem() throws IOException {
        try (TextCodec codec = codec(false)) {
            assertThat(ReasoningFormat.of(codec, Optional.of("{{ messages }}"))).isEmpty();
            ReasoningFormat format = ReasoningFormat.of(
                            codec, Optional.of("{{ content.split('</think>')[-1] }}<|assistant|><think>\\n"))
                    .orElseThrow();
            assertThat(streamed(codec, format, "<|assistant|><think>\n", "why\n</think>\n\n8"))
                    .isEqualTo(new TextPiece("why", "8"));
            assertThat(codec.decode(format.closing())).isEqualTo("</think>");
        }
    }

    @Test
    void shouldSplitAtAprielsSentences() throws IOException {
        String template =
                "{{ content.split('[BEGIN FINAL RESPONSE]')[-1] }}<|assistant|>\\nHere are my reasoning steps:\\n";
        try (TextCodec codec = codec(false)) {
            ReasoningFormat format =
                    ReasoningFormat.of(codec, Optional.of(template)).orElseThrow();
            assertThat(streamed(
                            codec,
                            format,
                            "<|assistant|>\nHere are my reasoning steps:\n",
                            "why\n[BEGIN FINAL RESPONSE]\n8"))
                    .isEqualTo(new TextPiece("why", "8"));
        }
    }

    @Test
    void shouldCloseWithTheNewlinesOfTheTemplate() throws IOException {
        try (TextCodec codec = codec(false, "<think>", "</think>")) {
            String template =
                    """
                    {{- '<think>\\n' + reasoning + '\\n</think>\\n\\n' + content.split('</think>')[-1] }}
                    {{- '<think>\\n\\n</think>\\n\\n' }}""";
            ReasoningFormat format =
                    ReasoningFormat.of(codec, Optional.of(template)).orElseThrow();
            assertThat(format.closing()).isEqualTo(IntArray.of('\n', 260, '\n', '\n'));
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`<|assistant|>` | BEFORE",
                "`<|assistant|><think>\\n` | WITHIN",
                "`assistant\\n<think>` | WITHIN",
                "`<|assistant|>\\n<think>\\nOkay, so` | WITHIN",
                "`### Answer: <think>\\n` | WITHIN",
                "`<|assistant|><think>\\n\\n</think>\\n\\n` | AFTER",
                "`<|assistant|><think>\\na\\n</think>\\n\\nThe answer` | BEFORE",
                "`What does <think> mean?` | BEFORE",
                "`<|user|>\\n<think>\\n<|assistant|>` | BEFORE",
                "`<|user|><think><|assistant|>a` | BEFORE",
                "`<|Turn|>\\n<think>\\n<|Turn|>` | BEFORE",
                "`<|Turn|>a<|Turn|><think>\\n` | WITHIN",
                "`<|Turn|>a<|Turn|>\\n<think> Okay` | WITHIN",
            })
    void shouldTellWhetherThePromptHasOpenedAReasoning(String prompt, ReasoningSplit.State expected)
            throws IOException {
        for (boolean special : new boolean[] {true, false}) {
            try (TextCodec codec = codec(special, "<think>", "</think>")) {
                ReasoningFormat format = ReasoningFormat.of(codec, NO_TEMPLATE).orElseThrow();
                IntArray tokens = codec.encode(prompt.replace("\\n", "\n"), false);
                assertThat(format.begin(tokens)).isEqualTo(expected);
            }
        }
    }

    @Test
    void shouldCutAtAStopStringThatSpansTheMarker() throws IOException {
        try (TextCodec codec = codec(false, "<think>", "</think>")) {
            ReasoningFormat format = ReasoningFormat.of(codec, NO_TEMPLATE).orElseThrow();
            for (List<String> stops : List.of(List.of("so</think>8"), List.of("k>8"), List.of("\n</think>\n\n8!"))) {
                StreamingText stream = StreamingText.of(codec, stops, format, codec.encode("<think>", false));
                TextPiece all = TextPiece.EMPTY;
                for (int token : codec.encode("why so</think>8", false).toArray()) {
                    all = all.plus(stream.accept(token));
                }
                all = all.plus(stream.finish());
                String stop = stops.get(0);
                assertThat(stream.stopped()).isEqualTo(!stop.endsWith("!"));
                assertThat(all)
                        .as(stop)
                        .isEqualTo(
                                switch (stop.charAt(0)) {
                                    case 's' -> new TextPiece("why ", "");
                                    case 'k' -> new TextPiece("why so</thin", "");
                                    default -> new TextPiece("why so", "8");
                                });
            }
        }
    }
}
