package dev.scopestream.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.cli.Cli;
import dev.scopestream.engine.checkpoint.BundledModel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmarks' commands on the bundled model: that they measure what they say, not how fast it is. */
class BenchCommandTest {
    @TempDir
    private static Path directory;

    private static String model;

    @BeforeAll
    static void copyModel() {
        model = BundledModel.materialise("longgen-tiny", directory).toString();
    }

    @Test
    void shouldMeasureTheEngineAndHowLongAPromptStallsOthers() throws Exception {
        Path json = directory.resolve("engine.json");
        Cli.Outcome outcome = Cli.run(
                "bench",
                "engine",
                "--model",
                model,
                "--dtype",
                "int8",
                "--kv-dtype",
                "int8",
                "--batch",
                "1,2",
                "--prompt",
                "64",
                "--out",
                "16",
                "--join",
                "500",
                "--threads",
                "1",
                "--json",
                json.toString());
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("a prompt of 500 tokens joined 4 requests in");
        JsonNode results = new ObjectMapper().readTree(json.toFile()).path("results");
        assertThat(results).hasSize(2);
        assertThat(results.get(1).path("batch").intValue()).isEqualTo(2);
        assertThat(results.get(1).path("decodeTokensPerSecond").doubleValue()).isPositive();
    }

    @Test
    void shouldMeasureHowAModelIsLoaded() throws Exception {
        Path json = directory.resolve("load.json");
        Cli.Outcome outcome = Cli.run(
                "bench", "load", "--model", model, "--dtype", "int8", "--prompt", "64", "--json", json.toString());
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out().lines()).hasSize(3).allMatch(line -> line.startsWith("|") && line.endsWith("|"));
        assertThat(outcome.out()).contains("| longgen-tiny | llama | safetensors ", " | int8 | 0.00 |");
        JsonNode result = new ObjectMapper().readTree(json.toFile());
        assertThat(result.path("model").path("storedBytes").longValue()).isEqualTo(2_478_080);
        assertThat(result.path("memory").path("weightBytes").longValue()).isBetween(600_000L, 700_000L);
        assertThat(result.path("decodeTokensPerSecond").doubleValue()).isPositive();
    }

    @Test
    void shouldMeasureTheSpillStoreBelowAndAtItsQuota() {
        Path disk = directory.resolve("disk");
        Cli.Outcome outcome = Cli.run(
                "bench",
                "spill",
                "--directory",
                disk.toString(),
                "--quota-mb",
                "16",
                "--memory-mb",
                "8",
                "--rounds",
                "2");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out().lines().skip(2))
                .satisfiesExactly(
                        below -> assertThat(below).startsWith("| below the quota | 17 |"),
                        at -> assertThat(at).startsWith("| at the quota | 34 |"));
        assertThat(disk).isEmptyDirectory();
    }

    @Test
    void shouldMeasureTheQualityOfRoundedWeights() throws Exception {
        Path set = Files.writeString(
                directory.resolve("set.jsonl"),
                """
                {"prompt": "Question_1: 3+5\\nQuestion_2: 4-1\\n\\nAnswer_1: 3+5=8;", "questions": [], "answers": ["8"]}
                """);
        Cli.Outcome outcome = Cli.run(
                "bench",
                "quality",
                "--model",
                model,
                "--dataset",
                set.toString(),
                "--dtype",
                "fp32,int8",
                "--kv-dtype",
                "auto,int8",
                "--out",
                "12");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .containsPattern("fp32 +auto .* \\(\\+0\\.00 %\\) +100\\.00 % +12\\.0 of 12")
                .containsPattern("fp32 +int8 +[0-9.]+ +[0-9.]+ \\([+-]")
                .containsPattern("int8 +auto +[0-9.]+ +[0-9.]+ \\([+-]")
                .containsPattern("int8 +int8 +[0-9.]+ +[0-9.]+ \\([+-]");
    }

    @Test
    @Tag("slow")
    void shouldMeasureThePipelineAgainstTheBareEngine() throws Exception {
        Path json = directory.resolve("pipeline.json");
        Cli.Outcome outcome = Cli.run(
                "bench",
                "pipeline",
                "--model",
                model,
                "--dtype",
                "fp32",
                "--batch",
                "2",
                "--prompt",
                "40",
                "--out",
                "32",
                "--rounds",
                "1",
                "--capacity",
                "24",
                "--window",
                "8",
                "--recent",
                "4",
                "--requests",
                "102",
                "--json",
                json.toString());
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("2 requests of 40 tokens, 32 out, 1 rounds", "of the line before");
        JsonNode figures = new ObjectMapper().readTree(json.toFile());
        for (String name : new String[] {
            "bare engine",
            "through Kafka",
            "and spilling",
            "first token, bare",
            "first token, idle service",
            "memory after the first 100",
            "memory after 102 requests"
        }) {
            assertThat(figures.path(name).doubleValue()).as(name).isPositive();
        }
    }

    @Test
    void shouldRefuseWhatItCanNotMeasure() {
        assertThat(Cli.run("bench", "pipeline", "--model", model, "--out", "1").err())
                .contains("--out at least 2");
        assertThat(Cli.run("bench", "quality", "--model", model, "--dataset", "nowhere.jsonl")
                        .err())
                .contains("--dataset");
        assertThat(Cli.run("bench", "engine", "--model", model, "--dtype", "int3")
                        .err())
                .contains("int3", "int8, int4");
        assertThat(Cli.run("bench", "engine", "--model", model, "--device", "cuda:999")
                        .err())
                .contains("--device 'cuda:999': there is no such device; there are: cpu");
        assertThat(Cli.run("bench", "engine", "--model", model, "--kv-dtype", "int4")
                        .err())
                .contains("int4", "auto, int8");
    }
}
