package dev.scopestream.engine.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.checkpoint.BundledModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Decode policies for long reasoning against an implementation in Python that was written from their papers. */
class ReasoningTraceTest {
    private static final Path TRACES = Path.of("src/test/resources/goldens/reasoning/traces.jsonl");
    private static final List<String> COMPARED =
            List.of("tokens", "prefill_positions", "final_positions", "kept_per_step", "position_sum_per_step");

    @Test
    void shouldKeepThePositionsAndGiveTheTokensOfThePapers(@TempDir Path directory) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        Path model = BundledModel.materialise("longgen-tiny", directory);
        List<String> traces = Files.readAllLines(TRACES);
        assertThat(traces).hasSize(8);
        try (TraceRunner runner = TraceRunner.open(
                model, EngineOptions.builder().dtype(Dtype.FP64).build())) {
            for (String line : traces) {
                JsonNode golden = mapper.readTree(line);
                JsonNode ours = mapper.readTree(runner.run(golden).toString());
                for (String field : COMPARED) {
                    assertThat(ours.get(field))
                            .as(golden.get("name").asText() + ": " + field)
                            .isEqualTo(golden.get(field));
                }
            }
        }
    }
}
