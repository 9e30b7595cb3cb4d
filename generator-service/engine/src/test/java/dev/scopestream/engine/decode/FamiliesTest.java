package dev.scopestream.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.Sampling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models of every family against logits and tokens that Hugging Face transformers gave in fp32. */
class FamiliesTest {
    private static final Path FAMILIES = Path.of("src/test/resources/goldens/families");

    @ParameterizedTest
    @CsvSource({
        "qwen2-bias-tied, 256",
        "qwen3-qknorm-headdim, 256",
        "llama32-tied-rope-sharded, 256",
        "llama2-mha, 256",
        "mistral-sliding-window, 256",
        "mistral-sliding-window, 17",
        "qwen3-qknorm-headdim, 17"
    })
    void shouldGiveTheLogitsAndTokensOfTransformers(String model, int chunk) throws IOException {
        JsonNode golden = new ObjectMapper()
                .readTree(FAMILIES.resolve(model).resolve("golden.json").toFile());
        IntArray prompt = PromptLogits.ids(golden.get("prompt_ids"));
        int tokens = golden.get("tokens").size();
        JsonNode logits = golden.get("last_prompt_logits");
        float[] ours = new float[logits.size()];
        EngineOptions options = EngineOptions.builder().prefillChunk(chunk).build();
        try (TorchEngine engine = TorchEngine.open(FAMILIES.resolve(model), options, new PromptLogits(ours), false)) {
            GenerationRequest request = new GenerationRequest(
                    model, prompt, tokens, Sampling.greedy(), List.of(), KvOptions.defaults(), true);
            IntArray given = Runs.run(engine, List.of(request), EvictionSink.none())
                    .get(model)
                    .tokens();
            assertThat(given.stream().boxed().toList().toString().replace(" ", ""))
                    .isEqualTo(golden.get("tokens").toString());
        }
        for (int i = 0; i < ours.length; i++) {
            assertThat((double) ours[i])
                    .as("logit " + i)
                    .isCloseTo(logits.get(i).doubleValue(), within(2e-4));
        }
    }
}
