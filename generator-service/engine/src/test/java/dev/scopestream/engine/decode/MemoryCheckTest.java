package dev.scopestream.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.ComputeDevice;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EngineOptionsBuilder;
import dev.scopestream.engine.checkpoint.Checkpoint;
import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.checkpoint.ModelConfig;
import dev.scopestream.engine.checkpoint.SafetensorsWriter;
import dev.scopestream.engine.model.ModelFiles;
import dev.scopestream.engine.program.ModelSize;
import dev.scopestream.engine.runtime.AvailableMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is refused for its memory, by a configuration of Llama 3.1 8B's shape. */
class MemoryCheckTest {
    private static final Path TINY = Path.of("src/main/resources/models/longgen-tiny");
    private static final String LLAMA_8B =
            """
            {"model_type":"llama","hidden_size":4096,"num_hidden_layers":32,"num_attention_heads":32,
             "num_key_value_heads":8,"intermediate_size":14336,"vocab_size":128256,"tie_word_embeddings":false,
             "rms_norm_eps":1e-5,"rope_theta":500000.0,"max_position_embeddings":131072,"hidden_act":"silu",
             "bos_token_id":1,"eos_token_id":2}
            """;

    @TempDir
    Path directory;

    private void check(EngineOptionsBuilder options, double availableGb) throws IOException {
        Files.writeString(directory.resolve("config.json"), LLAMA_8B);
        new SafetensorsWriter().floats("w", new float[] {1}, 1).write(directory.resolve("model.safetensors"));
        try (Checkpoint checkpoint = ModelFiles.open(directory)) {
            MemoryCheck.check(checkpoint, options.build(), new AvailableMemory((long) (availableGb * 1e9), "a test"));
        }
    }

    @Test
    void shouldSayWhatIsNeededAndWhatWouldFit() {
        assertThatThrownBy(() -> check(EngineOptions.builder().dtype(Dtype.BF16), 12))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("needs 18.71 GB of memory: weights in bf16 16.06")
                .hasMessageContaining("the cache (scope.kv-bytes) 2.15")
                .hasMessageContaining("available are 12.00 GB (a test)")
                .hasMessageContaining("It would fit with scope.dtype=int8 (10.69 GB), or scope.dtype=int4 (8.07 GB);")
                .hasMessageContaining("scope.check-memory=false");
        assertThatThrownBy(() -> check(EngineOptions.builder().dtype(Dtype.INT4), 7))
                .hasMessageContaining("It would fit with scope.kv-bytes=1074MB;");
        assertThatThrownBy(() -> check(EngineOptions.builder().dtype(Dtype.FP32), 1))
                .hasMessageContaining("No dtype of it fits;");
    }

    @Test
    void shouldTakeWhatFitsOrIsAskedForAllTheSame() {
        assertThatCode(() -> check(EngineOptions.builder().dtype(Dtype.BF16), 18.8))
                .doesNotThrowAnyException();
        assertThatCode(() -> check(EngineOptions.builder().checkMemory(false), 1))
                .doesNotThrowAnyException();
        // a cache without a limit isn't counted, and a small one is smaller than its limit
        assertThatCode(() -> check(EngineOptions.builder().dtype(Dtype.BF16).kvBytes(Long.MAX_VALUE / 4), 17.6))
                .doesNotThrowAnyException();
        try (Checkpoint tiny = ModelFiles.open(TINY)) {
            MemoryCheck.check(
                    tiny, EngineOptions.builder().build(), new AvailableMemory(1_000_000_000, "a small container"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FP32", "BF16", "INT8", "INT4"})
    void shouldKnowWhatALoadedModelTakesAndTellItsProgress(Dtype dtype) {
        List<Long> steps = new ArrayList<>();
        EngineOptions options = EngineOptions.builder()
                .dtype(dtype)
                .threads(1)
                .progress((bytes, total) -> {
                    assertThat(total).isEqualTo(2_478_080);
                    steps.add(bytes);
                })
                .build();
        try (TorchEngine engine = TorchEngine.open(TINY, options);
                Checkpoint checkpoint = ModelFiles.open(TINY)) {
            ModelConfig config = checkpoint.config();
            long norms = config.hiddenSize() * 4L * (2 * config.layers() + 1);
            ModelSize size = ModelSize.of(config, dtype, ComputeDevice.CPU.reorders(dtype));
            assertThat(engine.weightBytes()).isEqualTo(size.weights() + norms);
        }
        assertThat(steps).isSorted().hasSizeGreaterThan(10).endsWith(2_478_080L);
    }
}
