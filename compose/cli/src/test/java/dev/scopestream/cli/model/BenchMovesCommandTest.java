package dev.scopestream.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.cli.Cli;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** That it measures what it says, on the bundled model, not how fast that is. */
class BenchMovesCommandTest {
    private static final int INTERVAL = 16;

    private static Cli.Outcome run(String parts, int output, String... more) {
        List<String> line = new ArrayList<>(List.of(
                "bench",
                "moves",
                "--model",
                "longgen-tiny",
                "--dtype",
                "fp32",
                "--parts",
                parts,
                "--prompt",
                "64",
                "--out",
                Integer.toString(output),
                "--interval",
                Integer.toString(INTERVAL),
                "--capacity",
                "32",
                "--window",
                "16",
                "--recent",
                "8",
                "--batch",
                "2",
                "--rounds",
                "1",
                "--context",
                "128,512,32768"));
        line.addAll(List.of(more));
        return Cli.run(line.toArray(String[]::new));
    }

    private static List<JsonNode> json(Cli.Outcome outcome) {
        assertThat(outcome.code()).as(outcome.err()).isZero();
        ObjectMapper mapper = new ObjectMapper();
        return outcome.out()
                .lines()
                .map(line -> {
                    try {
                        return mapper.readTree(line);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }

    @Test
    void shouldSayHowManyBytesACheckpointTakesAndWhetherTheyWereMeasured() {
        List<JsonNode> bytes = json(run("bytes", 192, "--json"));
        assertThat(bytes).hasSize(3);
        // 4 layers, 2 key/value heads of 32 numbers of 4 bytes, keys and values, and 32 + 16 entries; positions besides
        long entry = 2 * 4 * 2 * 32 * 4;
        long compressed = entry * 48 / INTERVAL;
        assertThat(bytes.get(0).path("measured").booleanValue()).isTrue();
        assertThat(bytes.get(1).path("bytes_per_token").longValue())
                .as("bounded, however long the prompt is")
                .isBetween(compressed * 7 / 10, compressed * 13 / 10);
        assertThat(bytes.get(1).path("changes_bytes_per_token").longValue())
                .as("too small for changes")
                .isBetween(compressed * 7 / 10, compressed * 13 / 10);
        assertThat(bytes.get(1).path("full_cache_changes_bytes_per_token").longValue())
                .as("the prompt isn't written again")
                .isLessThan(bytes.get(1).path("full_cache_bytes_per_token").longValue() / 3);
        assertThat(bytes.get(1).path("full_cache_bytes_per_token").longValue()).isGreaterThan(5 * compressed);
        assertThat(bytes.get(2).path("measured").booleanValue()).isFalse();
        assertThat(bytes.get(2).path("bytes_per_token").longValue()).isEqualTo(compressed);
        assertThat(bytes.get(2).path("full_cache_bytes_per_token").longValue())
                .isEqualTo(entry * (32768 + INTERVAL) / INTERVAL);
        assertThat(bytes.get(2).path("changes_bytes_per_token").longValue()).isEqualTo(entry * 16 / INTERVAL);
        assertThat(bytes.get(2).path("full_cache_changes_bytes_per_token").longValue())
                .isEqualTo(entry * 2);
    }

    @Test
    @Tag("slow")
    void shouldCompareDecodingWithCheckpointsAndWithout() {
        Cli.Outcome outcome = run("throughput", 192);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .startsWith("longgen-tiny fp32, prompt 64, 192 out, a checkpoint every 16 tokens, 1 rounds")
                .containsPattern("decode without checkpoints [0-9.]+ tokens/s, with them [0-9.]+, [0-9.]+ of it")
                .containsPattern("median of rounds: [0-9.]+ of without");
    }

    @Test
    void shouldRefuseATextThatIsTooShortToBeSaved() {
        Cli.Outcome outcome = run("moves", 20);
        assertThat(outcome.code()).isNotZero();
        assertThat(outcome.err()).contains("--out must be at least four times --interval");
    }

    @Test
    @Tag("slow")
    void shouldMoveARequestBetweenProcesses() {
        List<JsonNode> moves = json(run("moves", 1500, "--json"));
        assertThat(moves).hasSize(2).allSatisfy(move -> {
            assertThat(move.path("kind").textValue()).isEqualTo("move");
            assertThat(move.path("next_token_ms").doubleValue()).isPositive();
            assertThat(move.path("reread_ms").doubleValue()).isPositive();
        });
        JsonNode killed = moves.get(0);
        assertThat(killed.path("end").textValue()).isEqualTo("kill -9");
        assertThat(killed.path("repeated_tokens").intValue())
                .isLessThan(killed.path("tokens").intValue());
        assertThat(killed.path("resumed_tokens").intValue()).isPositive();
        JsonNode stopped = moves.get(1);
        assertThat(stopped.path("end").textValue()).isEqualTo("stop");
        assertThat(stopped.path("repeated_tokens").intValue()).isZero();
    }
}
