package dev.scopestream.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.engine.EngineOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our {@code reference} fidelity against traces of the published SCOPE reference. */
class GoldenTraceTest {
    /** Relative: scores are softmax weights, sums of some 100 products each. */
    private static final double FP32_ROUNDING = 2e-5;

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Path GOLDENS = Path.of("src/test/resources/goldens");

    @ParameterizedTest
    @ValueSource(strings = {"llama-tied-gqa", "llama31-rope-untied", "mistral-gqa"})
    void shouldReproduceEveryCaseOfTheReference(String model) throws IOException {
        List<String> wrong = new ArrayList<>();
        int cases = 0;
        try (TraceRunner runner = TraceRunner.open(GOLDENS.resolve(model), EngineOptions.defaults())) {
            for (JsonNode golden : cases(model)) {
                JsonNode ours = MAPPER.readTree(runner.run(golden).toString());
                cases++;
                for (String field : differences(ours, golden)) {
                    wrong.add(golden.get("name").asText() + " " + field);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(cases).isEqualTo(63);
    }

    /**
     * Fields that aren't the golden's. Where two scores tie within fp32 rounding another entry may go, and from then on
     * positions and tokens may be others; how many are kept may not.
     */
    private static List<String> differences(JsonNode ours, JsonNode golden) {
        List<String> wrong = new ArrayList<>();
        int tie = firstTie(ours, golden);
        for (String field : List.of("prefill_positions", "kept_per_step")) {
            if (!ours.get(field).equals(golden.get(field))) {
                wrong.add(field);
            }
        }
        int steps = golden.get("tokens").size();
        for (int step = 0; step < Math.min(steps, tie + 1); step++) {
            if (!ours.get("tokens").get(step).equals(golden.get("tokens").get(step))) {
                wrong.add("token " + step);
            }
        }
        for (int step = 0; step < Math.min(steps, tie); step++) {
            if (!sums(ours, step).equals(sums(golden, step))) {
                wrong.add("positions after step " + step);
            }
        }
        if (tie == Integer.MAX_VALUE && !ours.get("final_positions").equals(golden.get("final_positions"))) {
            wrong.add("final_positions");
        }
        return wrong;
    }

    /** The first step that kept other positions, when its scores tied; never when they didn't. */
    private static int firstTie(JsonNode ours, JsonNode golden) {
        for (int step = 0; step < golden.get("tokens").size(); step++) {
            if (!sums(ours, step).equals(sums(golden, step))) {
                double gap = ours.get("eviction_gap_per_step").get(step).asDouble();
                return gap >= 0 && gap < FP32_ROUNDING ? step : Integer.MAX_VALUE;
            }
        }
        return Integer.MAX_VALUE;
    }

    private static JsonNode sums(JsonNode trace, int step) {
        return trace.get("position_sum_per_step").get(step);
    }

    private static List<JsonNode> cases(String model) throws IOException {
        List<JsonNode> cases = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(GOLDENS.resolve(model).resolve("traces.jsonl.gz"))),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                cases.add(MAPPER.readTree(line));
            }
        }
        return cases;
    }
}
