package dev.scopestream.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.cli.Cli;
import dev.scopestream.client.dataset.DatasetFile;
import dev.scopestream.client.dataset.SyntheticTask;
import dev.scopestream.engine.checkpoint.BundledModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What measurements print for programs. */
class BenchJsonTest {
    @TempDir
    private static Path directory;

    private static List<JsonNode> json(String... words) throws IOException {
        Cli.Outcome outcome = Cli.run(words);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : outcome.out().lines().toList()) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }

    private static String model() throws IOException {
        return BundledModel.materialise("longgen-tiny", directory.resolve("models"))
                .toString();
    }

    @Test
    void shouldHoldDtypesAgainstTheFirst() throws IOException {
        Path set = directory.resolve("set.jsonl.gz");
        DatasetFile.write(SyntheticTask.dataset(8, 6, 1), set);
        List<JsonNode> lines = json(
                "bench",
                "quality",
                "--model",
                model(),
                "--dataset",
                set.toString(),
                "--dtype",
                "fp32,int8",
                "--documents",
                "1",
                "--tokens",
                "32",
                "--out",
                "8",
                "--json");

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0).get("dtype").asText()).isEqualTo("fp32");
        assertThat(lines.get(0).get("same_best").asDouble()).isEqualTo(1);
        assertThat(lines.get(0).get("same_output_tokens").asDouble()).isEqualTo(8);
        assertThat(lines.get(1).get("weight_bytes").asLong())
                .isPositive()
                .isLessThan(lines.get(0).get("weight_bytes").asLong());
        assertThat(lines.get(1).get("perplexity").asDouble()).isGreaterThan(1);
    }

    @Test
    void shouldMeasureWhatIsReused() throws IOException {
        List<JsonNode> lines = json(
                "bench",
                "reuse",
                "--model",
                model(),
                "--dtype",
                "fp32",
                "--prompt",
                "256",
                "--shared",
                "192",
                "--chunk",
                "64",
                "--rounds",
                "2",
                "--json");

        assertThat(lines).singleElement().satisfies(round -> {
            assertThat(round.get("reused_tokens").asLong()).isBetween(1L, 192L);
            assertThat(round.get("snapshot_bytes").asLong()).isPositive();
            assertThat(round.get("prefill_ms").asDouble()).isPositive();
        });
    }

    @Test
    void shouldMeasureADisk() throws IOException {
        List<JsonNode> lines = json(
                "bench",
                "spill",
                "--directory",
                directory.toString(),
                "--quota-mb",
                "32",
                "--memory-mb",
                "8",
                "--rounds",
                "1",
                "--json");

        assertThat(lines).isNotEmpty().allSatisfy(part -> {
            assertThat(part.get("store").asText()).isNotEmpty();
            assertThat(part.get("bytes").asLong()).isPositive();
            assertThat(part.get("quota_bytes").asLong()).isEqualTo(32L << 20);
        });
    }
}
