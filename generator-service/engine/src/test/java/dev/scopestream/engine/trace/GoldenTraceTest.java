package dev.scopestream.engine.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.EngineOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our {@code reference} fidelity against traces of the published SCOPE reference. */
class GoldenTraceTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Path GOLDENS = Path.of("src/test/resources/goldens");

    /** In double precision every position is the reference's; in its own fp32 but for ties. */
    @ParameterizedTest
    @CsvSource({"llama-tied-gqa, FP64", "llama31-rope-untied, FP64", "mistral-gqa, FP64", "llama31-rope-untied, FP32"})
    void shouldReproduceEveryCaseOfTheReference(String model, Dtype dtype) throws IOException {
        List<String> wrong = new ArrayList<>();
        int cases = 0;
        try (TraceRunner runner = TraceRunner.open(
                GOLDENS.resolve(model), EngineOptions.builder().dtype(dtype).build())) {
            for (JsonNode golden : cases(GOLDENS.resolve(model).resolve("traces.jsonl.gz"))) {
                JsonNode ours = MAPPER.readTree(runner.run(golden).toString());
                cases++;
                for (String field : dtype == Dtype.FP64
                        ? List.of("tokens", "prefill_positions", "final_positions")
                        : List.of("tokens")) {
                    if (!ours.get(field).equals(golden.get(field))) {
                        wrong.add(golden.get("name").asText() + " other " + field);
                    }
                }
                for (String field : GoldenComparison.differences(ours, golden)) {
                    wrong.add(golden.get("name").asText() + " " + field);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(cases).isEqualTo(63);
    }

    /** The fastest cases of a real model, where SCOPE_SMOLLM2 names its directory and SCOPE_GOLDENS that of the traces. */
    @ParameterizedTest
    @ValueSource(strings = {"h2o+slide@900", "streamingllm+slm@900"})
    void shouldReproduceTheFastestOfSmolLm2(String name) throws IOException {
        assertThat(smolLm2(golden -> golden.get("name").asText().equals(name))).isEmpty();
    }

    /** All of them: mvn verify -Pslow. */
    @Test
    @Tag("smollm2")
    void shouldReproduceSmolLm2() throws IOException {
        assertThat(smolLm2(golden -> true)).isEmpty();
    }

    private static List<String> smolLm2(Predicate<JsonNode> selected) throws IOException {
        String model = System.getenv("SCOPE_SMOLLM2");
        String goldens = System.getenv("SCOPE_GOLDENS");
        assumeThat(model).isNotNull();
        assumeThat(goldens).isNotNull();
        Path traces = Path.of(goldens, "smollm2-135m-instruct", "traces.jsonl.gz");
        List<String> wrong = new ArrayList<>();
        try (TraceRunner runner = TraceRunner.open(
                Path.of(model), EngineOptions.builder().dtype(Dtype.FP64).build())) {
            for (JsonNode golden : cases(traces).stream().filter(selected).toList()) {
                JsonNode ours = MAPPER.readTree(runner.run(golden).toString());
                for (String field : GoldenComparison.differences(ours, golden)) {
                    wrong.add(golden.get("name").asText() + " " + field);
                }
                assertThat(ours.get("tokens")).isEqualTo(golden.get("tokens"));
            }
        }
        return wrong;
    }

    private static List<JsonNode> cases(Path traces) throws IOException {
        List<JsonNode> cases = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(traces)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                cases.add(MAPPER.readTree(line));
            }
        }
        return cases;
    }
}
