package dev.scopestream.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.engine.Budget;
import dev.scopestream.engine.Completion;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.Sampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Configurations of small random models against what transformers gave (record.py beside the files). */
class RecordedModelsTest {
    private static final Path FAMILIES = Path.of("src/test/resources/goldens/families");

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "rope-forms, 256",
        "rope-forms, 17",
        "lengths, 256",
        "lengths, 17",
        "lengths-phi3, 256",
        "lengths-phi3, 17",
        "windows, 256",
        "windows, 17",
        "smollm3, 256",
        "smollm3, 17",
        "smollm3-four-layers, 256",
        "granite, 256",
        "granite, 17",
        "phi3, 256",
        "phi3, 17",
        "olmo3, 256",
        "olmo3, 17",
        "olmo2, 256",
        "olmo2, 17",
        "gemma3, 256",
        "gemma3, 17",
        "gemma3-linear, 256",
        "gemma3-linear, 17"
    })
    void shouldGiveTheLogitsTokensAndPositionsOfTransformers(String model, int chunk) throws IOException {
        Files.copy(FAMILIES.resolve(model).resolve("model.safetensors"), directory.resolve("model.safetensors"));
        for (String line : Files.readAllLines(FAMILIES.resolve(model).resolve("golden.jsonl"))) {
            JsonNode golden = new ObjectMapper().readTree(line);
            Files.writeString(
                    directory.resolve("config.json"), golden.get("config").toString());
            compare(golden, directory, chunk);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "rope-forms, linear",
        "rope-forms, yarn",
        "rope-forms, yarn-attention-factor",
        "rope-forms, llama3",
        "rope-forms, longrope",
        "windows, qwen2-yarn",
        "granite, granite",
        "phi3, phi3-partial-longrope",
        "phi3, phi3-window",
        "olmo2, olmo2",
        "olmo3, olmo3",
        "lengths, longrope-in-output",
        "smollm3-four-layers, smollm3-default",
        "gemma3-linear, gemma3-linear"
    })
    void shouldGiveTheSameFromTheGgufFileOfAModel(String model, String form) throws IOException {
        Path file = Path.of("src/test/resources/gguf/families").resolve(form + ".gguf");
        int compared = 0;
        for (String line : Files.readAllLines(FAMILIES.resolve(model).resolve("golden.jsonl"))) {
            JsonNode golden = new ObjectMapper().readTree(line);
            if (golden.get("name").textValue().equals(form)) {
                compare(golden, file, 17);
                compared++;
            }
        }
        assertThat(compared).isOne();
    }

    private static void compare(JsonNode golden, Path model, int chunk) {
        String name = golden.get("name").textValue() + " in chunks of " + chunk;
        IntArray prompt = PromptLogits.ids(golden.get("prompt_ids"));
        IntArray tokens = PromptLogits.ids(golden.get("tokens"));
        JsonNode logits = golden.get("last_prompt_logits");
        FirstStep first = new FirstStep(logits.size());
        EngineOptions options = EngineOptions.builder().prefillChunk(chunk).build();
        try (TorchEngine engine = TorchEngine.open(model, options, first, false)) {
            KvOptions full = KvOptions.builder().prefill("allkv").decode("none").build();
            assertThat(run(engine, prompt, tokens.size(), full).tokens())
                    .as(name)
                    .isEqualTo(tokens);
            for (int i = 0; i < logits.size(); i++) {
                assertThat((double) first.logits[i])
                        .as(name + ", logit " + i)
                        .isCloseTo(logits.get(i).doubleValue(), within(2e-4));
            }
            for (String prefill : List.of("h2o", "snapkv")) {
                run(engine, prompt, tokens.size(), evicting(prefill));
                assertThat(first.positions.replace(" ", ""))
                        .as(name + ", positions that " + prefill + " keeps")
                        .isEqualTo(golden.get(prefill + "_positions").toString());
            }
        }
    }

    private static KvOptions evicting(String prefill) {
        return KvOptions.builder()
                .prefill(prefill)
                .decode("slide")
                .capacity(Budget.tokens(24))
                .observation(8)
                .kernel(3)
                .pooling(KvOptions.Pooling.AVGPOOL)
                .window(Budget.tokens(16))
                .recent(Budget.tokens(8))
                .build();
    }

    private static Completion run(TorchEngine engine, IntArray prompt, int tokens, KvOptions kv) {
        GenerationRequest request = new GenerationRequest("r", prompt, tokens, Sampling.greedy(), List.of(), kv, true);
        return Runs.run(engine, List.of(request), EvictionSink.none()).get("r");
    }

    /** The logits after the last prompt, and the positions that its layers and heads keep. */
    private static final class FirstStep extends PromptLogits {
        private final float[] logits;
        private String positions = "";

        FirstStep(int vocabulary) {
            this(new float[vocabulary]);
        }

        private FirstStep(float[] logits) {
            super(logits);
            this.logits = logits;
        }

        @Override
        public void prefilled(ObservedStep step) {
            super.prefilled(step);
            int[][][] all = step.positions();
            Arrays.stream(all).flatMap(Arrays::stream).forEach(Arrays::sort);
            positions = Arrays.deepToString(all);
        }
    }
}
