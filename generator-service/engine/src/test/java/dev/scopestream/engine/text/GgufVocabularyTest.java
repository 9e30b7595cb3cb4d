package dev.scopestream.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GgufVocabularyTest {
    private static final Path FILES = Path.of("src/test/resources/gguf");

    /** The id of sentencepiece.gguf's second "he". */
    private static final int REPEATED = 290;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"sentencepiece", "sentencepiece-no-prefix"})
    void shouldEncodeSentencePieceVocabularies(String file) throws IOException {
        JsonNode cases =
                new JsonMapper().readTree(FILES.resolve("sentencepiece.json").toFile());
        int compared = 0;
        try (TextCodec codec = TextCodec.open(FILES.resolve(file + ".gguf"))) {
            for (JsonNode expected : cases) {
                if (expected.get("file").asText().equals(file)) {
                    String text = expected.get("text").asText();
                    IntArray tokens = tokens(expected.get("tokens"));
                    assertThat(codec.encode(text, true)).as(text).isEqualTo(tokens);
                    if (!text.contains("<")) {
                        assertThat(codec.decode(tokens)).as("decoded").isEqualTo(text);
                    }
                    compared++;
                }
            }
        }
        assertThat(compared).isEqualTo(7);
    }

    /** The vocabulary has "he" twice, and a token without text. */
    @Test
    void shouldDecodeRepeatedTokensAndEncodeTheFirst() {
        try (TextCodec codec = TextCodec.open(FILES.resolve("sentencepiece-no-prefix.gguf"))) {
            int first = codec.encode("he", false).stream().findFirst().orElseThrow();
            int second = REPEATED;
            assertThat(first).isLessThan(second);
            assertThat(codec.decode(IntArray.of(first, second, REPEATED + 1))).isEqualTo("hehe");
            assertThat(codec.isByte(REPEATED)).isFalse();
            assertThat(codec.isByte(3)).isTrue();
            assertThat(codec.isSpecial(REPEATED - 1)).isTrue();
        }
    }

    @Test
    void shouldRefuseAVocabularyWithoutScores() throws IOException {
        String good = Files.readString(FILES.resolve("sentencepiece.gguf"), StandardCharsets.ISO_8859_1);
        Path file = directory.resolve("x.gguf");
        Files.writeString(
                file, good.replace("tokenizer.ggml.scores", "tokenizer.ggml.scorex"), StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> TextCodec.open(file).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("has 292 tokens, but 0 of tokenizer.ggml.scores");
    }

    /** Whatever is changed in a good file, it's read or refused, and nothing else happens. */
    @Test
    void shouldReadOrRefuseDamagedVocabularies() throws IOException {
        Random random = new Random(23);
        Path file = directory.resolve("x.gguf");
        int refused = 0;
        for (String name : List.of("sentencepiece.gguf", "llama-bpe.gguf")) {
            byte[] good = Files.readAllBytes(FILES.resolve(name));
            for (int round = 0; round < 100; round++) {
                byte[] bad = good.clone();
                for (int i = random.nextInt(8); i >= 0; i--) {
                    bad[random.nextInt(bad.length)] = (byte) (random.nextBoolean() ? random.nextInt(256) : 255);
                }
                Files.write(file, bad);
                try (TextCodec codec = TextCodec.open(file)) {
                    codec.decode(codec.encode("the 12 日本 <user>", true));
                } catch (CheckpointException e) {
                    assertThat(e).hasMessageContaining("x.gguf");
                    refused++;
                }
            }
        }
        assertThat(refused).isBetween(50, 190);
    }

    /** Control tokens that a file calls ordinary would be split in a rendered prompt. */
    @Test
    void shouldTakeTokensThatEndATurnAsSpecialWhateverTheirType() throws IOException {
        String good = Files.readString(FILES.resolve("gpt-2.gguf"), StandardCharsets.ISO_8859_1);
        Path file = directory.resolve("x.gguf");
        // "<user>" has the type of user-defined tokens: it is no special one
        Files.writeString(
                file,
                good.replace("\6\0\0\0\0\0\0\0<user>", "\12\0\0\0\0\0\0\0<|im_end|>"),
                StandardCharsets.ISO_8859_1);
        try (TextCodec codec = TextCodec.open(file);
                TextCodec before = TextCodec.open(FILES.resolve("gpt-2.gguf"))) {
            assertThat(before.isSpecial(2)).isFalse();
            assertThat(codec.isSpecial(2)).isTrue();
            assertThat(codec.encode("<|im_end|>", false)).isEqualTo(IntArray.of(2));
        }
    }

    private static IntArray tokens(JsonNode ids) {
        return IntArray.of(StreamSupport.stream(ids.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray());
    }
}
