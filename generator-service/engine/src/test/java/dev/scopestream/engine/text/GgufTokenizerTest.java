package dev.scopestream.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.scopestream.engine.ChatMessage;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GgufTokenizerTest {
    private static final Path FILES = Path.of("src/test/resources/gguf");

    /** The id of sentencepiece.gguf's second "he". */
    private static final int REPEATED = 290;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"smollm,every-type", "gpt-2,gpt-2", "llama-bpe,llama-bpe", "qwen2,qwen2"})
    void shouldEncodeAsTheModelsOwnTokenizer(String pre, String file) throws IOException {
        JsonNode cases = new JsonMapper().readTree(FILES.resolve("tokens.json").toFile());
        int compared = 0;
        try (TextCodec codec = TextCodec.open(FILES.resolve(file + ".gguf"))) {
            for (JsonNode expected : cases) {
                if (expected.get("pre").asText().equals(pre)) {
                    IntArray tokens = tokens(expected.get("tokens"));
                    String text = expected.get("text").asText();
                    assertThat(codec.encode(text, true)).as(text).isEqualTo(tokens);
                    assertThat(codec.decode(tokens))
                            .isEqualTo(expected.get("decoded").asText());
                    compared++;
                }
            }
        }
        assertThat(compared).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"sentencepiece, true", "sentencepiece-no-prefix, false"})
    void shouldEncodeSentencePieceVocabularies(String file, boolean spaceInFront) throws IOException {
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

    /** A file without tokenizer.ggml.pre is read as llama.cpp does: runs of digits are cut into threes. */
    @Test
    void shouldTakeTheDefaultWhereTheFileDoesntSayHowTextIsSplit() throws IOException {
        String good = Files.readString(FILES.resolve("gpt-2.gguf"), StandardCharsets.ISO_8859_1);
        Path file = directory.resolve("x.gguf");
        Files.writeString(file, good.replace("tokenizer.ggml.pre", "tokenizer.ggml.prx"), StandardCharsets.ISO_8859_1);
        try (TextCodec codec = TextCodec.open(file);
                TextCodec gpt2 = TextCodec.open(FILES.resolve("gpt-2.gguf"))) {
            assertThat(gpt2.encode("1234", false).stream().boxed().toList()).hasSize(1);
            assertThat(codec.encode("1234", false).stream().boxed().toList()).hasSize(2);
        }
    }

    /**
     * llama.cpp's models/ggml-vocab-*.gguf with their .inp (texts) and .out (tokens by transformers) beside them, of the
     * kinds that are read.
     */
    @Test
    @EnabledIfEnvironmentVariable(named = "SCOPE_GGUF_VOCABULARIES", matches = ".+", disabledReason = "a directory")
    void shouldEncodeLlamaCppsTestVectors() throws IOException {
        int compared = 0;
        try (Stream<Path> files = Files.list(Path.of(System.getenv("SCOPE_GGUF_VOCABULARIES")))) {
            for (Path out :
                    files.filter(f -> f.toString().endsWith(".gguf.out")).toList()) {
                String base = out.toString().substring(0, out.toString().length() - ".out".length());
                String[] texts = Files.readString(Path.of(base + ".inp")).split("\n__ggml_vocab_test__\n", -1);
                List<String> lines = Files.readAllLines(out);
                try (TextCodec codec = TextCodec.open(Path.of(base))) {
                    for (int i = 0; i < lines.size(); i++) {
                        int[] expected = Arrays.stream(lines.get(i).trim().split(" +"))
                                .filter(id -> !id.isEmpty())
                                .mapToInt(Integer::parseInt)
                                .toArray();
                        assertThat(codec.encode(texts[i], false))
                                .as(base + ": " + texts[i])
                                .isEqualTo(IntArray.of(expected));
                        compared++;
                    }
                }
            }
        }
        assertThat(compared).isGreaterThan(600);
    }

    private static IntArray tokens(JsonNode ids) {
        return IntArray.of(StreamSupport.stream(ids.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray());
    }

    @Test
    void shouldRenderTheFilesOwnTemplate() {
        assertThat(ChatTemplate.open(FILES.resolve("every-type.gguf"))
                        .render(List.of(new ChatMessage("user", "Hi")), true))
                .isEqualTo("<|start|>Hi<|end|>");
    }

    @Test
    void shouldPreferTheTokenizerBesideTheFile() throws IOException {
        Path file = Files.copy(FILES.resolve("every-type.gguf"), directory.resolve("a.gguf"));
        Files.copy(
                Path.of("src/main/resources/models/longgen-tiny/tokenizer.json"), directory.resolve("tokenizer.json"));
        for (Path model : new Path[] {file, directory}) {
            try (TextCodec codec = TextCodec.open(model)) {
                assertThat(codec.encode("Question_", false)).isEqualTo(IntArray.of(132));
            }
        }
    }

    @Test
    void shouldSayWhatToDoForOtherVocabularies() throws IOException {
        String good = Files.readString(FILES.resolve("gpt-2.gguf"), StandardCharsets.ISO_8859_1);
        Path file = directory.resolve("x.gguf");
        Files.writeString(file, good.replace("gpt-2", "gpt-5"), StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> TextCodec.open(file).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("tokenizer.ggml.pre 'gpt-5' isn't supported")
                .hasMessageContaining("put the model's tokenizer.json beside the file");
        Files.writeString(file, good.replace("gpt2", "bert"), StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> TextCodec.open(file).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("tokenizer.ggml.model 'bert' isn't supported");
    }

    @Test
    @Tag("smollm2")
    @EnabledIfEnvironmentVariable(named = "SCOPE_SMOLLM2", matches = ".+", disabledReason = "a checkpoint's directory")
    @EnabledIfEnvironmentVariable(named = "SCOPE_SMOLLM2_GGUF", matches = ".+", disabledReason = "its GGUF file")
    void shouldEqualSmolLm2() throws IOException {
        Path gguf = Path.of(System.getenv("SCOPE_SMOLLM2_GGUF"));
        Path checkpoint = Path.of(System.getenv("SCOPE_SMOLLM2"));
        String text = Files.readString(FILES.resolve("README.md"))
                + Files.readString(FILES.resolve("record.py"))
                + "<|im_start|>user\n 1234567 naïve 日本語 😀  \n\n\t<|im_end|>";
        try (TextCodec ours = TextCodec.open(gguf);
                TextCodec theirs = TextCodec.open(checkpoint)) {
            assertThat(ours.encode(text, true)).isEqualTo(theirs.encode(text, true));
        }
        List<ChatMessage> messages = List.of(new ChatMessage("user", "What is the capital of France?"));
        assertThat(ChatTemplate.open(gguf).render(messages, true))
                .isEqualTo(ChatTemplate.open(checkpoint).render(messages, true))
                .isEqualTo("<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face"
                        + "<|im_end|>\n<|im_start|>user\nWhat is the capital of France?<|im_end|>\n"
                        + "<|im_start|>assistant\n");
    }
}
