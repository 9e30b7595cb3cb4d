package dev.scopestream.cli.peers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.cli.Cli;
import dev.scopestream.engine.checkpoint.BundledModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a whole, on the bundled model. */
class BenchPeersTest {
    @TempDir
    private static Path directory;

    private static Cli.Outcome run(String... more) {
        List<String> line = new ArrayList<>(List.of(
                "bench",
                "peers",
                "--model",
                BundledModel.materialise("longgen-tiny", directory).toString(),
                "--cache",
                directory.resolve("cache").toString(),
                "--case",
                "1x64,2x32",
                "--out",
                "24",
                "--capacity",
                "24",
                "--window",
                "8",
                "--recent",
                "4"));
        line.addAll(List.of(more));
        return Cli.run(line.toArray(String[]::new));
    }

    @Test
    void shouldMeasureOursAndSayWhyAPeerIsNotInstalled() throws Exception {
        Path json = directory.resolve("peers.json");
        Cli.Outcome outcome = run(
                "--peers",
                "llama_cpp",
                "--kv",
                "snapkv+slide",
                "--python",
                "no-such-python",
                "--rounds",
                "1",
                "--json",
                json.toString());

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out().lines().filter(line -> line.startsWith("| ")))
                .satisfiesExactly(
                        head -> assertThat(head).contains("| engine |"),
                        ours -> assertThat(ours).matches("\\| 1x64 \\| ScopeStream snapkv\\+slide \\| [0-9.]+ \\| .*"),
                        peer -> assertThat(peer)
                                .contains("| llama.cpp | not measured: not installed: ", "no-such-python"),
                        ours -> assertThat(ours).startsWith("| 2x32 | ScopeStream"),
                        peer -> assertThat(peer).startsWith("| 2x32 | llama.cpp | not measured"));
        JsonNode rows = new ObjectMapper().readTree(json.toFile()).path("rows");
        assertThat(rows).hasSize(4);
        JsonNode ours = rows.path(0).path("runs").path(0);
        assertThat(ours.path("stepMillis").doubleValue()).isPositive();
        assertThat(ours.path("kvBytes").longValue()).isPositive();
        assertThat(rows.path(1).path("failure").textValue()).contains("not installed");
        try (Stream<Path> left = Files.list(directory.resolve("cache/environments"))) {
            assertThat(left.filter(Files::isDirectory)).isEmpty();
        }
    }

    @Test
    void shouldRefuseWhatItCanNotMeasure() {
        assertThat(run("--case", "8").err()).contains("--case must be REQUESTSxTOKENS, such as 8x1024, is '8'");
        assertThat(run("--peers", "ollama").err()).contains("--peers", "LLAMA_CPP");
        assertThat(Cli.run("bench", "peers", "--model", "longgen-tiny", "--out", "2")
                        .err())
                .contains("--out must be at least 8");
        assertThat(run("--kv", "slide", "--peers", "llama_cpp", "--python", "no-such-python")
                        .err())
                .contains("nothing could be measured: ");
    }

    /** Downloads some GB, and compiles. */
    @Test
    @Tag("slow")
    void shouldInstallAndMeasureThePeers() throws Exception {
        Path json = directory.resolve("all.json");
        Cli.Outcome outcome = run("--rounds", "1", "--json", json.toString());

        assertThat(outcome.code()).as(outcome.err()).isZero();
        JsonNode rows = new ObjectMapper().readTree(json.toFile()).path("rows");
        for (JsonNode row : rows) {
            String engine = row.path("engine").asText();
            if (!engine.equals("vLLM")) { // its wheel wants a PyTorch that the package index doesn't have
                assertThat(row.path("runs")).as(outcome.out()).hasSize(1);
                assertThat(row.path("runs").path(0).path("residentBytes").longValue())
                        .as(engine)
                        .isPositive();
            }
        }
    }
}
