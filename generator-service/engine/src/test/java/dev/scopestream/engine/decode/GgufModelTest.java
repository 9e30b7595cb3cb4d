package dev.scopestream.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.Sampling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A GGUF file with quantised matrices of eleven types against logits that were computed from the dequantised ones. */
class GgufModelTest {
    private static final Path FILES = Path.of("src/test/resources/gguf");

    @ParameterizedTest
    @CsvSource({"mixed.gguf, 256", "mixed.gguf, 7", "split, 256", "split/mixed-00001-of-00003.gguf, 7"})
    void shouldGiveTheLogitsAndTokensOfTheDequantisedWeights(String file, int chunk) throws IOException {
        JsonNode golden = new JsonMapper().readTree(FILES.resolve("mixed.json").toFile());
        JsonNode logits = golden.get("last_prompt_logits");
        float[] ours = new float[logits.size()];
        EngineOptions options = EngineOptions.builder().prefillChunk(chunk).build();
        try (TorchEngine engine = TorchEngine.open(FILES.resolve(file), options, new PromptLogits(ours), false)) {
            assertThat(engine.model().name()).isEqualTo("mixed");
            int tokens = golden.get("tokens").size();
            GenerationRequest request = new GenerationRequest(
                    "a",
                    PromptLogits.ids(golden.get("prompt_ids")),
                    tokens,
                    Sampling.greedy(),
                    List.of(),
                    KvOptions.defaults(),
                    true);
            assertThat(Runs.run(engine, List.of(request), EvictionSink.none())
                            .get("a")
                            .tokens())
                    .isEqualTo(PromptLogits.ids(golden.get("tokens")));
        }
        for (int i = 0; i < ours.length; i++) {
            assertThat((double) ours[i])
                    .as("logit " + i)
                    .isCloseTo(logits.get(i).doubleValue(), within(2e-5));
        }
    }
}
