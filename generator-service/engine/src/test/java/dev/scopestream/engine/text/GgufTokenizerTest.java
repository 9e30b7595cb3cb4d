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
import java.util.Map;
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

    /** Every way of splitting text that there is, one name of each, by what it does to a number and to letters. */
    @ParameterizedTest
    @CsvSource({
        "default, 2, 3",
        "mpt, 1, 3",
        "starcoder, 4, 3",
        "command-r, 4, 1",
        "llama3, 2, 3",
        "llama-v3, 2, 3",
        "smaug-bpe, 2, 3",
        "glm4, 2, 3",
        "deepseek-r1-qwen, 4, 1",
        "qwen35, 4, 3",
        "deepseek-llm, 1, 3",
        "deepseek-coder, 4, 3",
        "deepseek-v3, 2, 3",
        "falcon, 2, 3",
        "tekken, 4, 3",
        "gpt-4o, 2, 3",
        "seed-coder, 4, 3",
        "minicpm5, 2, 3"
    })
    void shouldSplitTextAsTheFileSays(String pre, int number, int decomposed) throws IOException {
        String good = Files.readString(FILES.resolve("gpt-2.gguf"), StandardCharsets.ISO_8859_1);
        String changed = good.replace("\5\0\0\0\0\0\0\0gpt-2", (char) pre.length() + "\0\0\0\0\0\0\0" + pre);
        assertThat(changed).isNotEqualTo(good);
        Path file = directory.resolve("x.gguf");
        Files.writeString(file, changed, StandardCharsets.ISO_8859_1);
        try (TextCodec codec = TextCodec.open(file)) {
            assertThat(codec.encode("1234", false).stream().boxed()).hasSize(number);
            assertThat(codec.encode("e\u0301", false).stream().boxed()).hasSize(decomposed);
            String text = "the's 12345  caf\u00e9\n\n \u65e5\u672c!\tA b";
            assertThat(codec.decode(codec.encode(text, false))).isEqualTo(text);
        }
    }

    @Test
    void shouldRenderTheFilesOwnTemplate() {
        assertThat(ChatTemplate.open(FILES.resolve("every-type.gguf"))
                        .render(List.of(new ChatMessage("user", "Hi")), Map.of(), true)
                        .text())
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
        assertThat(ChatTemplate.open(gguf).render(messages, Map.of(), true).text())
                .isEqualTo(ChatTemplate.open(checkpoint)
                        .render(messages, Map.of(), true)
                        .text())
                .isEqualTo("<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face"
                        + "<|im_end|>\n<|im_start|>user\nWhat is the capital of France?<|im_end|>\n"
                        + "<|im_start|>assistant\n");
    }

    private static IntArray tokens(JsonNode ids) {
        return IntArray.of(StreamSupport.stream(ids.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray());
    }
}
