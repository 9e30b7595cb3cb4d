package dev.scopestream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.EventCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreCommandTest {
    /** The second answer is right but has a comma, which the published scorer stumbles over. */
    private static final String DOCUMENT =
            "{\"document\": 3, \"answers\": [\"a sum #### 18\", \"another #### 1450\"], \"prediction\": "
                    + "\"Answer_9: so the answer is 18\\nAnswer_10: the answer is 1,450\"}\n";

    @TempDir
    private Path directory;

    private Path predictions(String text) throws IOException {
        return Files.writeString(directory.resolve("predictions.jsonl"), text);
    }

    @Test
    void shouldPrintBothScoresAndWriteTheEvents() throws IOException {
        Path events = directory.resolve("events.jsonl");

        Cli.Outcome outcome = Cli.run(
                "score",
                "--dataset",
                "gsm8k",
                "--predictions",
                predictions(DOCUMENT).toString(),
                "--out",
                events.toString(),
                "--model",
                "m",
                "--policy",
                "h2o+slide");

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("documents  1", "reference  50.0", "aligned    100.0", "bad lines  0");
        List<String> lines = Files.readAllLines(events);
        assertThat(lines).hasSize(1);
        AccuracyEvent event = EventCodec.ACCURACY.decode(lines.get(0).getBytes(StandardCharsets.UTF_8));
        assertThat(event.document()).isEqualTo(3);
        assertThat(event.referenceScore()).isEqualTo(0.5);
        assertThat(event.alignedScore()).isEqualTo(1);
        assertThat(event.policy()).isEqualTo("h2o+slide");
    }

    @Test
    void shouldNameEveryBadLineAndGoOn() throws IOException {
        Cli.Outcome outcome = Cli.run(
                "score",
                "--dataset",
                "gsm8k",
                "--predictions",
                predictions("not JSON\n" + DOCUMENT + "{\"document\": -1}\n").toString());

        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).contains("documents  1", "bad lines  2");
        assertThat(outcome.err().lines()).hasSize(2);
        assertThat(outcome.err()).contains("predictions.jsonl, line 1", "predictions.jsonl, line 3");
    }

    @Test
    void shouldFailWhenNothingCouldBeScored() throws IOException {
        Cli.Outcome outcome = Cli.run(
                "score",
                "--dataset",
                "gsm8k",
                "--predictions",
                predictions("{}\n").toString());

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("no line of");
    }

    @Test
    void shouldListTheDataSetsWhenTheNameIsNone() throws IOException {
        Cli.Outcome outcome = Cli.run(
                "score",
                "--dataset",
                "gsm9k",
                "--predictions",
                predictions(DOCUMENT).toString());

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("gsm9k", "gsm8k", "mmlu").hasLineCount(1);
    }

    @Test
    void shouldNameAMissingFile() {
        Cli.Outcome outcome = Cli.run(
                "score",
                "--dataset",
                "gsm8k",
                "--predictions",
                directory.resolve("none").toString());

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("there is no file", "none").hasLineCount(1);
    }
}
