package dev.scopestream.engine.checkpoint.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.checkpoint.Checkpoint;
import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.checkpoint.ModelConfig;
import dev.scopestream.engine.checkpoint.ModelFamily;
import dev.scopestream.engine.checkpoint.Rope;
import dev.scopestream.engine.checkpoint.WholeTensor;
import dev.scopestream.engine.model.ModelFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GgufCheckpointTest {
    /** Bytes before the tensors. */
    private static final int HEADER = 6_000;

    static final Path FILES = Path.of("src/test/resources/gguf");
    private static final Path EVERY_TYPE = FILES.resolve("every-type.gguf");

    @TempDir
    Path directory;

    private static long[] shape(Checkpoint checkpoint, String name) {
        return checkpoint.shape(name).stream().mapToLong(n -> n).toArray();
    }

    @Test
    void shouldGiveTensorsUnderTheNamesAndInTheOrderOfHuggingFace() throws IOException {
        ExpectedTensors expected = ExpectedTensors.read(FILES.resolve("every-type.safetensors"));
        try (Checkpoint gguf = ModelFiles.open(EVERY_TYPE)) {
            assertThat(gguf.names()).isEqualTo(expected.shapes().keySet());
            for (String name : gguf.names()) {
                assertThat(shape(gguf, name)).isEqualTo(expected.shapes().get(name));
                assertThat(WholeTensor.floats(gguf, name))
                        .as(name)
                        .isEqualTo(expected.floats().get(name));
            }
        }
    }

    @Test
    void shouldReadRowsPieceByPiece() throws IOException {
        ExpectedTensors expected = ExpectedTensors.read(FILES.resolve("every-type.safetensors"));
        try (Checkpoint gguf = ModelFiles.open(EVERY_TYPE)) {
            for (String name : gguf.names()) {
                ByteBuffer whole = expected.floats().get(name);
                int rows = shape(gguf, name).length == 1 ? 1 : (int) shape(gguf, name)[0];
                int rowBytes = whole.remaining() / rows;
                for (int row = 0; row < rows; row += 7) {
                    int count = Math.min(7, rows - row);
                    ByteBuffer piece = ByteBuffer.allocate(count * rowBytes);
                    gguf.readRows(name, row, piece);
                    assertThat(piece.flip()).isEqualTo(whole.slice(row * rowBytes, count * rowBytes));
                }
                assertThatThrownBy(() -> gguf.readRows(name, rows, ByteBuffer.allocate(rowBytes)))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> gguf.readRows(name, 0, ByteBuffer.allocate(rowBytes + 4)))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void shouldReadTheConfiguration() {
        try (Checkpoint gguf = ModelFiles.open(EVERY_TYPE)) {
            ModelConfig config = gguf.config();
            assertThat(gguf.name()).isEqualTo("every-type");
            assertThat(config.family()).isEqualTo(ModelFamily.LLAMA);
            assertThat(List.of(
                            config.hiddenSize(),
                            config.intermediateSize(),
                            config.layers(),
                            config.heads(),
                            config.kvHeads(),
                            config.headDim(),
                            config.vocabularySize(),
                            config.contextLength()))
                    .containsExactly(64, 96, 2, 4, 2, 16, 271, 512);
            assertThat(config.weights().rmsNormEps()).isEqualTo(1e-5);
            Rope rope = config.attention().ropes().get(0);
            assertThat(rope.theta()).isEqualTo(5e5);
            assertThat(config.weights().tieEmbeddings()).isTrue();
            assertThat(config.special().bos()).isEqualTo(IntArray.of(1));
            assertThat(gguf.eosTokens()).isEqualTo(IntArray.of(0));
            float[] divisors = {1, 1, 1, 2.5f, 8, 8, 8, 8};
            for (int i = 0; i < divisors.length; i++) {
                assertThat(rope.inverseFrequencies()[i])
                        .isEqualTo(1.0f / (float) Math.pow(5e5f, 2 * i / 16f) / divisors[i]);
            }
            assertThat(gguf.weightsDigest()).hasSize(64);
            assertThatThrownBy(() -> gguf.requireShape("model.norm.weight", 65))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("must have the shape [65]")
                    .hasMessageContaining("has [64]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"eot", "eom"})
    void shouldTakeEndTokensOfTurnsAndMessages(String kind) throws IOException {
        String good = Files.readString(EVERY_TYPE, StandardCharsets.ISO_8859_1);
        Path file = directory.resolve("x.gguf");
        Files.writeString(
                file,
                good.replace("tokenizer.ggml.eos_token_id", "tokenizer.ggml." + kind + "_token_id"),
                StandardCharsets.ISO_8859_1);
        try (GgufCheckpoint gguf = GgufCheckpoint.open(file)) {
            assertThat(gguf.eosTokens()).isEqualTo(IntArray.of(0));
        }
    }

    @Test
    void shouldFindTheFileInADirectory() throws IOException {
        Files.copy(EVERY_TYPE, directory.resolve("a.gguf"));
        try (Checkpoint gguf = ModelFiles.open(directory)) {
            assertThat(gguf.name()).isEqualTo("a");
        }
        Files.copy(EVERY_TYPE, directory.resolve("b.gguf"));
        assertThatThrownBy(() -> ModelFiles.open(directory).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("several GGUF files, such as a.gguf and b.gguf");
    }

    @Test
    void shouldRefuseWhatIsNoModel() throws IOException {
        Path file = directory.resolve("x.gguf");
        for (byte[] content : new byte[][] {{}, new byte[100], "GGUF".getBytes(StandardCharsets.UTF_8)}) {
            Files.write(file, content);
            assertThatThrownBy(() -> ModelFiles.open(file).close())
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("is no GGUF file");
        }
        byte[] good = Files.readAllBytes(EVERY_TYPE);
        good[4] = 1;
        Files.write(file, good);
        assertThatThrownBy(() -> ModelFiles.open(file).close())
                .hasMessageContaining("has GGUF version 1; supported are 2");
        assertThatThrownBy(() -> ModelFiles.open(FILES.resolve("qwen2.gguf")).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("llama.embedding_length is missing");
    }

    @Test
    void shouldRefuseOtherArchitecturesAndFilesOfSeveralParts() throws IOException {
        String good = Files.readString(EVERY_TYPE, StandardCharsets.ISO_8859_1);
        Path file = directory.resolve("x.gguf");
        int at = good.indexOf("general.architecture") + "general.architecture".length() + 4 + 8;
        Files.writeString(file, good.substring(0, at) + "bloom" + good.substring(at + 5), StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> ModelFiles.open(file).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(
                        "general.architecture 'bloom' isn't supported; supported are: llama, qwen2, qwen3");
        String parts = good.replace("\u0010\0\0\0\0\0\0\0llama.vocab_size", "\u000b\0\0\0\0\0\0\0split.count");
        assertThat(parts).isNotEqualTo(good);
        Files.writeString(file, parts + "\0".repeat(32), StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> ModelFiles.open(file).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("split.count = 271, but the file's name doesn't end with");
    }

    /** Whatever is changed in a good file, it's read or refused, and nothing else happens. */
    @Test
    void shouldReadOrRefuseDamagedFiles() throws IOException {
        byte[] good = Files.readAllBytes(EVERY_TYPE);
        Path file = directory.resolve("x.gguf");
        Random random = new Random(17);
        int refused = 0;
        for (int round = 0; round < 500; round++) {
            int from = random.nextInt(3) == 0 ? HEADER - 2_200 : 0;
            byte[] bad = random.nextInt(6) == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
            for (int i = random.nextInt(6); i >= 0 && bad.length > HEADER; i--) {
                bad[from + random.nextInt(HEADER - from)] = (byte) (random.nextBoolean() ? random.nextInt(256) : 255);
            }
            Files.write(file, bad);
            try (Checkpoint checkpoint = ModelFiles.open(file)) {
                for (String name : checkpoint.names()) {
                    ByteBuffer floats = WholeTensor.floats(checkpoint, name);
                    assertThat(floats.remaining() % 4).isZero();
                }
                checkpoint.config().attention().ropes().forEach(Rope::inverseFrequencies);
            } catch (CheckpointException e) {
                assertThat(e).hasMessageContaining("x.gguf");
                refused++;
            }
        }
        assertThat(refused).isBetween(100, 499);
    }

    /** The package's file, and the checkpoint that was made of it: bf16, rounded to nearest even. */
    @Test
    @Tag("smollm2")
    @EnabledIfEnvironmentVariable(named = "SCOPE_SMOLLM2", matches = ".+", disabledReason = "a checkpoint's directory")
    @EnabledIfEnvironmentVariable(named = "SCOPE_SMOLLM2_GGUF", matches = ".+", disabledReason = "its GGUF file")
    void shouldEqualSmolLm2() {
        try (Checkpoint gguf = ModelFiles.open(Path.of(System.getenv("SCOPE_SMOLLM2_GGUF")));
                Checkpoint expected = ModelFiles.open(Path.of(System.getenv("SCOPE_SMOLLM2")))) {
            assertThat(gguf.names()).isEqualTo(expected.names());
            for (String name : expected.names()) {
                var ours = WholeTensor.floats(gguf, name).asIntBuffer();
                var theirs = WholeTensor.floats(expected, name).asIntBuffer();
                int different = 0;
                while (ours.hasRemaining()) {
                    int bits = ours.get();
                    int rounded = (bits + 0x7fff + (bits >>> 16 & 1)) >>> 16 << 16;
                    different += rounded == theirs.get() ? 0 : 1;
                }
                assertThat(different).as(name).isZero();
            }
            ModelConfig a = gguf.config();
            ModelConfig b = expected.config();
            assertThat(a)
                    .usingRecursiveComparison()
                    .ignoringFields("weights.type")
                    .isEqualTo(b);
            assertThat(gguf.eosTokens()).isEqualTo(expected.eosTokens());
        }
    }
}
