package dev.scopestream.engine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.checkpoint.SafetensorsWriter;
import dev.scopestream.engine.checkpoint.TensorType;
import dev.scopestream.engine.decode.StepObserver;
import dev.scopestream.engine.decode.TorchEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Models of published shapes with weights of zeros, which take no disk: files of holes. {@code scope.large} names shapes and
 * {@code scope.large.dtypes} dtypes, with commas between them.
 */
@Tag("large")
class LargeModelTest {
    private static final String SHAPES = System.getProperty("scope.large", "1b");
    private static final String DTYPES = System.getProperty("scope.large.dtypes", "int4,int8,bf16");

    @TempDir
    Path directory;

    /** Of a published model. */
    private record Shape(
            int hidden, int layers, int heads, int kvHeads, int headDim, int inner, int vocabulary, boolean tied) {
        static final Map<String, Shape> ALL = Map.of(
                "1b", new Shape(2048, 16, 32, 8, 64, 8192, 128_256, true),
                "3b", new Shape(3072, 28, 24, 8, 128, 8192, 128_256, true),
                "7b", new Shape(3584, 28, 28, 4, 128, 18_944, 152_064, false),
                "8b", new Shape(4096, 32, 32, 8, 128, 14_336, 128_256, false));

        String config() {
            return """
                    {"model_type":"llama","hidden_size":%d,"num_hidden_layers":%d,"num_attention_heads":%d,
                     "num_key_value_heads":%d,"head_dim":%d,"intermediate_size":%d,"vocab_size":%d,
                     "tie_word_embeddings":%b,"rms_norm_eps":1e-5,"rope_theta":500000.0,"hidden_act":"silu",
                     "max_position_embeddings":131072,"bos_token_id":1,"eos_token_id":2}
                    """
                    .formatted(hidden, layers, heads, kvHeads, headDim, inner, vocabulary, tied);
        }

        SafetensorsWriter tensors() {
            SafetensorsWriter all = new SafetensorsWriter();
            add(all, "model.embed_tokens", vocabulary, hidden);
            if (!tied) {
                add(all, "lm_head", vocabulary, hidden);
            }
            add(all, "model.norm", hidden);
            for (int l = 0; l < layers; l++) {
                String at = "model.layers." + l + ".";
                add(all, at + "input_layernorm", hidden);
                add(all, at + "post_attention_layernorm", hidden);
                add(all, at + "self_attn.q_proj", (long) heads * headDim, hidden);
                add(all, at + "self_attn.k_proj", (long) kvHeads * headDim, hidden);
                add(all, at + "self_attn.v_proj", (long) kvHeads * headDim, hidden);
                add(all, at + "self_attn.o_proj", hidden, (long) heads * headDim);
                add(all, at + "mlp.gate_proj", inner, hidden);
                add(all, at + "mlp.up_proj", inner, hidden);
                add(all, at + "mlp.down_proj", hidden, inner);
            }
            return all;
        }

        private static void add(SafetensorsWriter all, String name, long... shape) {
            all.add(name + ".weight", TensorType.BF16, ByteBuffer.allocate(0), shape);
        }
    }

    @TestFactory
    List<DynamicTest> shouldHoldLittleBesidesWeightsAndCache() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String shape : SHAPES.split(",", -1)) {
            for (String dtype : DTYPES.split(",", -1)) {
                tests.add(DynamicTest.dynamicTest(
                        shape + " " + dtype, () -> load(Shape.ALL.get(shape), Dtype.parse(dtype))));
            }
        }
        return tests;
    }

    private void load(Shape shape, Dtype dtype) throws IOException {
        Files.writeString(directory.resolve("config.json"), shape.config());
        shape.tensors().write(directory.resolve("model.safetensors"));
        EngineOptions options = EngineOptions.builder()
                .dtype(dtype)
                .kvBytes(1L << 28)
                .maxBatch(1)
                .build();
        try (TorchEngine engine = TorchEngine.open(directory, options, StepObserver.none(), false)) {
            BenchResult result = new EngineBench(engine)
                    .run(
                            1,
                            64,
                            8,
                            KvOptions.builder().prefill("allkv").decode("none").build());
            double allowed = 1.1 * engine.weightBytes() + result.memory().kvBytesHeld() + 500e6;
            assertThat((double) result.memory().residentBytes()).isPositive().isLessThan(allowed);
        }
    }
}
