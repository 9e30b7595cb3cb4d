package dev.scopestream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.engine.checkpoint.BundledModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceCommandTest {
    @TempDir
    private Path directory;

    private Cli.Outcome trace(String... more) throws Exception {
        return traceAfter("", more);
    }

    private Cli.Outcome traceAfter(String before, String... more) throws Exception {
        Path model = BundledModel.materialise("longgen-tiny", directory.resolve("models"));
        String prompt = IntStream.range(3, 53).mapToObj(Integer::toString).collect(Collectors.joining(","));
        Files.writeString(
                directory.resolve("cases.jsonl"),
                before
                        + "{\"name\":\"a\",\"prefill\":\"snapkv\",\"decode\":\"slide\",\"capacity\":30,\"decoding_window\":12,"
                        + "\"recent\":4,\"max_new\":20,\"prompt_ids\":[" + prompt + "]}\n");
        List<String> arguments = new ArrayList<>(List.of(
                "trace",
                "--model",
                model.toString(),
                "--cases",
                directory.resolve("cases.jsonl").toString(),
                "--out",
                directory.resolve("traces.jsonl").toString(),
                "--evictions",
                directory.resolve("evictions.csv").toString()));
        arguments.addAll(List.of(more));
        return Cli.run(arguments.toArray(String[]::new));
    }

    @Test
    void shouldWriteWhatWasEvictedStepByStep() throws Exception {
        Cli.Outcome outcome = trace();
        assertThat(outcome.code()).as(outcome.err()).isZero();
        List<String> lines = Files.readAllLines(directory.resolve("evictions.csv"));
        assertThat(lines.get(0)).isEqualTo("request,phase,step,layer,head,position,score");
        long layersAndHeads =
                lines.stream().filter(l -> l.contains(",decode,18,")).count();
        assertThat(layersAndHeads).isPositive();
        assertThat(lines.stream().filter(l -> l.startsWith("\"a\",prefill,,"))).hasSize((int) (20 * layersAndHeads));
        assertThat(lines.stream().filter(l -> l.startsWith("\"a\",decode,")))
                .as("19 steps, of which the first 12 fill the window")
                .hasSize((int) (7 * layersAndHeads))
                .allMatch(l -> l.matches("\"a\",decode,\\d+,\\d+,\\d+,(5\\d|6\\d),[0-9.E-]+"));
    }

    @Test
    void shouldPassOverAByteOrderMark() throws Exception {
        Cli.Outcome outcome = traceAfter("\uFEFF", "--most-evictions", "1");

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("1 cases written");
    }

    @Test
    void shouldEndTheFileWhereItIsToldTo() throws Exception {
        Cli.Outcome outcome = trace("--most-evictions", "5");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("evictions.csv ends after 5 entries");
        assertThat(Files.readAllLines(directory.resolve("evictions.csv")))
                .hasSize(7)
                .last()
                .asString()
                .startsWith("# ")
                .endsWith(" more are not written");
    }
}
