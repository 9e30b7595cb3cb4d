package dev.scopestream.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.model.ModelFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
    static final Path TINY = Path.of("src/main/resources/models/longgen-tiny");
    static final Path GOLDENS = Path.of("src/test/resources/goldens");

    @Test
    void shouldReadTheTinyModel() {
        try (Checkpoint tiny = ModelFiles.open(TINY)) {
            ModelConfig config = tiny.config();
            assertThat(config.family()).isEqualTo(ModelFamily.LLAMA);
            assertThat(config.headDim()).isEqualTo(32);
            assertThat(config.kvHeads()).isEqualTo(2);
            assertThat(config.weights().tieEmbeddings()).isTrue();
            assertThat(tiny.eosTokens()).isEqualTo(IntArray.of(2));
            assertThat(tiny.name()).isEqualTo("longgen-tiny");
            assertThat(tiny.has("lm_head.weight")).isFalse();
            tiny.requireShape("model.norm.weight", 128);
            ByteBuffer norm = WholeTensor.floats(tiny, "model.norm.weight");
            assertThat(norm.remaining()).isEqualTo(128 * 4);
            assertThat(tiny.weightsDigest()).hasSize(64);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama-tied-gqa",
                "llama31-rope-untied",
                "mistral-gqa",
                "families/llama2-mha",
                "families/llama32-tied-rope-sharded",
                "families/mistral-sliding-window",
                "families/qwen2-bias-tied",
                "families/qwen3-qknorm-headdim"
            })
    void shouldReadEveryTensorOfEveryFamily(String model) {
        try (Checkpoint checkpoint = ModelFiles.open(GOLDENS.resolve(model))) {
            ModelConfig config = checkpoint.config();
            for (String name : checkpoint.names()) {
                var floats = WholeTensor.floats(checkpoint, name).asFloatBuffer();
                double squares = 0;
                while (floats.hasRemaining()) {
                    float value = floats.get();
                    assertThat(value).as(name).isFinite();
                    squares += (double) value * value;
                }
                // biases may be all zero, nothing else is
                assertThat(name.endsWith(".bias") || squares > 0).as(name).isTrue();
            }
            checkpoint.requireShape("model.embed_tokens.weight", config.vocabularySize(), config.hiddenSize());
            checkpoint.requireShape(
                    "model.layers.0.self_attn.k_proj.weight",
                    (long) config.kvHeads() * config.headDim(),
                    config.hiddenSize());
            assertThat(checkpoint.has("model.layers.0.self_attn.q_proj.bias"))
                    .isEqualTo(config.attention().qkvBias());
            assertThat(checkpoint.has("model.layers.0.self_attn.q_norm.weight"))
                    .isEqualTo(config.attention().qkNorm());
            assertThat(checkpoint.has("lm_head.weight"))
                    .isEqualTo(!config.weights().tieEmbeddings());
        }
    }

    @Test
    void shouldTakeTheSlidingWindowOnlyWhereItCounts() {
        assertThat(ModelConfig.read(GOLDENS.resolve("families/mistral-sliding-window/config.json"))
                        .attention()
                        .slidingWindow())
                .isEqualTo(OptionalInt.of(32));
        assertThat(ModelConfig.read(GOLDENS.resolve("mistral-gqa/config.json"))
                        .attention()
                        .slidingWindow())
                .isEmpty();
        assertThat(ModelConfig.read(GOLDENS.resolve("families/qwen2-bias-tied/config.json"))
                        .attention()
                        .slidingWindow())
                .isEmpty();
    }

    @Test
    void shouldRefuseAHeadThatDiffersFromTheTableItIsTiedTo(@TempDir Path directory) throws IOException {
        Path untied = GOLDENS.resolve("llama31-rope-untied");
        Files.copy(untied.resolve("model.safetensors"), directory.resolve("model.safetensors"));
        String config = Files.readString(untied.resolve("config.json"));
        Files.writeString(
                directory.resolve("config.json"),
                config.replace("\"tie_word_embeddings\": false", "\"tie_word_embeddings\": true"));
        try (Checkpoint tied = ModelFiles.open(directory)) {
            assertThatThrownBy(() -> TiedHead.check(tied))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("lm_head.weight, which differs from model.embed_tokens.weight");
        }
        try (Checkpoint checkpoint = ModelFiles.open(untied)) {
            TiedHead.check(checkpoint);
        }
    }

    @Test
    void shouldSayExpectedAndFoundShape() {
        try (Checkpoint tiny = ModelFiles.open(TINY)) {
            assertThatThrownBy(() -> tiny.requireShape("model.norm.weight", 64))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("model.norm.weight")
                    .hasMessageContaining("[64]")
                    .hasMessageContaining("[128]");
            assertThatThrownBy(() -> tiny.requireShape("nothing", 64))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("'nothing'");
        }
    }
}
