package dev.scopestream.engine.checkpoint.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.checkpoint.LayerAttention;
import dev.scopestream.engine.checkpoint.ModelConfig;
import dev.scopestream.engine.checkpoint.Rope;
import dev.scopestream.engine.checkpoint.RopeScaling;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of the architectures, by what llama.cpp makes of them (src/models). */
class GgufConfigTest {
    private static final int HEAD_DIM = 4;

    @TempDir
    Path directory;

    private ModelConfig config(GgufBytes bytes) {
        try (GgufCheckpoint checkpoint = GgufCheckpoint.open(bytes.write(directory.resolve("x.gguf")))) {
            return checkpoint.config();
        }
    }

    private void assertRefused(GgufBytes bytes, String reason) {
        assertThatThrownBy(() -> config(bytes))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("x.gguf")
                .hasMessageContaining(reason);
    }

    private Rope rope(GgufBytes bytes) {
        return config(bytes).attention().layers().get(0).rope();
    }

    @Test
    void shouldGiveGemmasLayersAWindowAndPositionsOfTheirOwnButEverySixth() {
        GgufBytes gemma = GgufBytes.model("gemma3", 7)
                .key("gemma3.attention.sliding_window", 16)
                .key("gemma3.rope.freq_base", 1e6)
                .key("gemma3.rope.scaling.factor", 8.0);
        LayerAttention sliding =
                new LayerAttention(OptionalInt.of(16), new Rope(1e4, HEAD_DIM, new RopeScaling.None()));
        LayerAttention full =
                new LayerAttention(OptionalInt.empty(), new Rope(1e6, HEAD_DIM, new RopeScaling.Linear(8)));
        assertThat(config(gemma).attention().layers())
                .containsExactly(sliding, sliding, sliding, sliding, sliding, full, sliding);
        String pattern = "gemma3.attention.sliding_window_pattern";
        assertThat(config(gemma.key(pattern, List.of(1, 0, 1, 1, 1, 1, 1)))
                        .attention()
                        .layers())
                .containsExactly(sliding, full, sliding, sliding, sliding, sliding, sliding);
        assertRefused(gemma.key(pattern, List.of(1, 0)), pattern + " lists 2 layers, but there are 7");
        assertRefused(gemma.key(pattern, "all"), pattern + " must be an integer");
    }

    /** As llama.cpp's olmo2: layers with a window have positions that aren't scaled. */
    @Test
    void shouldGiveThreeOfFourOfOlmo3sLayersAWindow() {
        GgufBytes olmo = GgufBytes.model("olmo2", 5)
                .key("olmo2.attention.sliding_window", 16)
                .key("olmo2.rope.freq_base", 5e5)
                .key("olmo2.rope.scaling.type", "linear")
                .key("olmo2.rope.scaling.factor", 8.0);
        LayerAttention sliding =
                new LayerAttention(OptionalInt.of(16), new Rope(5e5, HEAD_DIM, new RopeScaling.None()));
        LayerAttention full =
                new LayerAttention(OptionalInt.empty(), new Rope(5e5, HEAD_DIM, new RopeScaling.Linear(8)));
        assertThat(config(olmo).attention().layers()).containsExactly(sliding, sliding, sliding, full, sliding);
    }

    @Test
    void shouldScaleGemmasScoresAndEmbeddings() {
        ModelConfig.Multipliers small = config(GgufBytes.model("gemma3", 2)
                        .key("gemma3.attention.key_length", 16)
                        .key("gemma3.attention.value_length", 16))
                .multipliers();
        assertThat(small.score()).isEqualTo(1 / 4.0);
        assertThat(small.embedding()).isEqualTo((float) Math.sqrt(8));
        ModelConfig.Multipliers largest = config(GgufBytes.model("gemma3", 62)
                        .key("gemma3.attention.key_length", 16)
                        .key("gemma3.attention.value_length", 16))
                .multipliers();
        assertThat(largest.score()).isEqualTo(1 / Math.sqrt(8 / 2));
    }

    @Test
    void shouldReadScalingsAsLlamaCppDoes() {
        GgufBytes plain = GgufBytes.model("llama", 1);
        assertThat(rope(plain).scaling()).isEqualTo(new RopeScaling.None());
        assertThat(rope(plain.key("llama.rope.scale_linear", 2.0)).scaling()).isEqualTo(new RopeScaling.Linear(2));
        assertThat(rope(plain.key("llama.rope.scaling.factor", 4.0)).scaling()).isEqualTo(new RopeScaling.Linear(4));
        assertThat(rope(plain.key("llama.rope.scaling.type", "none")).scaling()).isEqualTo(new RopeScaling.None());
        GgufBytes yarn = plain.key("llama.rope.scaling.type", "yarn");
        double whole = 1 + 0.1 * Math.log(4);
        assertThat(rope(yarn).scaling()).isEqualTo(new RopeScaling.Yarn(4, 64, 32, 1, true, whole));
        assertThat(config(yarn).contextLength()).isEqualTo(256);
        yarn.key("llama.rope.scaling.original_context_length", 32)
                .key("llama.rope.scaling.yarn_beta_fast", 8.0)
                .key("llama.rope.scaling.yarn_log_multiplier", 0.5);
        assertThat(rope(yarn).scaling())
                .isEqualTo(new RopeScaling.Yarn(4, 32, 8, 1, true, whole / (1 + 0.05 * Math.log(4))));
        assertThat(config(yarn).contextLength()).isEqualTo(128);
        assertRefused(yarn.key("llama.rope.scaling.yarn_ext_factor", 0.5), "yarn_ext_factor other than 1");
    }

    @ParameterizedTest
    @CsvSource({
        "llama, rope.scaling.factor, NaN",
        "llama, rope.freq_base, Infinity",
        "llama, rope.freq_base, 0",
        "llama, rope.scaling.attn_factor, 1.5",
        "llama, final_logit_softcapping, 30",
        "gemma3, attn_logit_softcapping, 50",
        "gemma3, final_logit_softcapping, 30",
        "llama, expert_count, 8",
        "granite, logit_scale, 1e-9",
        "granite, attention.scale, -1",
        "phi3, attention.layer_norm_rms_epsilon, 0"
    })
    void shouldRefuseNumbersThatCantBe(String architecture, String name, double value) {
        assertRefused(GgufBytes.model(architecture, 1).key(architecture + "." + name, value), name);
    }

    @ParameterizedTest
    @CsvSource({
        "smollm3, attention.sliding_window, 8",
        "llama, attention.sliding_window_pattern, 2",
        "llama, rope.dimension_count, 2",
        "phi3, rope.dimension_count, 3",
        "phi3, rope.dimension_count, 6",
        "qwen2, attention.value_length, 8",
        "qwen2, attention.head_count_kv, 0",
        "qwen3, block_count, 2000"
    })
    void shouldRefuseIntegersThatCantBe(String architecture, String name, int value) {
        assertRefused(GgufBytes.model(architecture, 1).key(architecture + "." + name, value), name);
    }

    @Test
    void shouldRefuseOtherScalingsAndFactorsThatDontFit() {
        GgufBytes llama = GgufBytes.model("llama", 1);
        assertRefused(
                llama.key("llama.rope.scaling.type", "dynamic"),
                "'dynamic' isn't supported; supported are: none, linear, yarn, longrope");
        assertRefused(llama.key("llama.rope.scaling.type", "longrope"), "needs the tensors rope_factors_short.weight");
        assertRefused(
                GgufBytes.model("phi3", 1)
                        .tensor("rope_factors_short.weight", 0, 3)
                        .tensor("rope_factors_long.weight", 0, 3),
                "'rope_factors_short.weight' must have the shape [2], but has [3]");
        assertRefused(
                GgufBytes.model("llama", 1).tensor("rope_freqs.weight", 0, 2),
                "'rope_freqs.weight' holds 0.0, which is no number from 1e-6 to 1e6");
        assertRefused(
                GgufBytes.model("llama", 1)
                        .key("llama.rope.scaling.factor", 2.0)
                        .tensor("rope_freqs.weight", 0, 2),
                "'linear' together with the tensor rope_freqs.weight");
    }

    /** A bias that isn't read would change the results silently. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "blk.0.ffn_up.bias",
                "blk.0.attn_v.bias",
                "blk.1.attn_norm.weight",
                "blk.0.attn_qkv.weight",
                "v.x"
            })
    void shouldRefuseTensorsThatTheConfigurationHasNoUseFor(String name) {
        assertRefused(
                GgufBytes.model("llama", 1).tensor(name, 0, 8),
                "tensor '" + name + "' isn't part of a model of the architecture llama with 1 layers");
    }
}
