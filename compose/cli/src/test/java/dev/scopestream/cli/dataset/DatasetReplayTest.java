package dev.scopestream.cli.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.scopestream.cli.Cli;
import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.AccuracySummary;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.Topics;
import dev.scopestream.scorer.ScorerApplication;
import dev.scopestream.scorer.ScorerHandle;
import dev.scopestream.scorer.score.Numpy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Published predictions through the real topology; where they come from is said beside them. */
class DatasetReplayTest {
    private static final String STREAMING = "StreamingLLM+slm_decoding_window_512_recent_window_256";
    private static final String FULL = "ALLKV+None_decoding_window_512_recent_window_256";

    @TempDir
    Path directory;

    private ScorerHandle scorer(LocalBroker broker) {
        return ScorerApplication.start(Map.of(
                "kafka.bootstrap.servers",
                broker.bootstrap(),
                "scorer.state-dir",
                directory.resolve("scorer").toString(),
                "micronaut.server.port",
                -1));
    }

    private static Cli.Outcome replay(LocalBroker broker, String dataset, String... more) {
        List<String> line = new java.util.ArrayList<>(
                List.of("dataset", "replay", "--dataset", dataset, "--bootstrap", broker.bootstrap()));
        line.addAll(List.of(more));
        return Cli.run(line.toArray(String[]::new));
    }

    /** The last summary of each set and policy, as the topic has it. */
    private static Map<String, AccuracySummary> summaries(LocalBroker broker) {
        Map<String, AccuracySummary> last = new HashMap<>();
        broker.records(Topics.ACCURACY_SUMMARY).forEach(r -> {
            AccuracySummary s = EventCodec.SUMMARY.decode(r.value());
            last.merge(s.dataset() + " " + s.policy(), s, (a, b) -> a.n() > b.n() ? a : b);
        });
        return last;
    }

    private static String text(double percent) {
        return Numpy.text(Numpy.rounded(percent));
    }

    @Test
    void shouldGiveThePublishedFiguresToTheFourthDigit() throws Exception {
        Path published = Files.writeString(
                directory.resolve("published.csv"),
                "cell,gsm8k,mmlu,csqa\n" + STREAMING + ",11.938,35.9748,41.4167\n" + FULL
                        + ",53.2558,54.4025,71.6667\n");
        try (LocalBroker broker = new LocalBroker(directory.resolve("broker"));
                ScorerHandle scorer = scorer(broker)) {
            for (String[] cell : List.of(
                    new String[] {STREAMING, "mmlu", "streamingllm-slm-512-mmlu", "35.9748", "53"},
                    new String[] {FULL, "csqa", "allkv-none-512-csqa", "71.6667", "30"})) {
                Path file = Path.of(DatasetReplayTest.class
                        .getResource("/published-4k/" + cell[2] + ".jsonl.gz")
                        .toURI());
                Cli.Outcome outcome = replay(
                        broker,
                        cell[1],
                        "--predictions",
                        file.toString(),
                        "--cell",
                        cell[0],
                        "--published",
                        published.toString());

                assertThat(outcome.code()).as(outcome.err()).isZero();
                assertThat(outcome.out()).contains(cell[3], "1 of 1 figures are the published ones");
                AccuracySummary summary = summaries(broker)
                        .get(cell[1] + " " + PublishedCell.parse(cell[0]).policy());
                assertThat(text(summary.referenceMean())).isEqualTo(cell[3]);
                assertThat(Long.toString(summary.n())).isEqualTo(cell[4]);
            }
            assertThat(broker.records(Topics.ACCURACY)).hasSize(83).allSatisfy(r -> {
                AccuracyEvent event = EventCodec.ACCURACY.decode(r.value());
                assertThat(event.model()).isEqualTo("Llama-3.1-8B-Instruct");
                assertThat(event.questions()).isNotEmpty();
            });
            assertThat(scorer.summaries()).hasSize(2);
        }
    }

    @Test
    void shouldFindScoresThatWereThereBefore() throws Exception {
        Path file = Path.of(DatasetReplayTest.class
                .getResource("/published-4k/allkv-none-512-csqa.jsonl.gz")
                .toURI());
        try (LocalBroker broker = new LocalBroker(directory.resolve("broker"));
                ScorerHandle scorer = scorer(broker)) {
            Cli.Outcome first = replay(broker, "csqa", "--predictions", file.toString(), "--cell", FULL);
            Cli.Outcome again =
                    replay(broker, "csqa", "--predictions", file.toString(), "--cell", FULL, "--timeout", "20");

            assertThat(first.out()).as(first.err()).contains("71.6667");
            assertThat(again.out()).as(again.err()).isEqualTo(first.out());
            assertThat(broker.records(Topics.ACCURACY)).hasSize(30);
            assertThat(scorer.summaries()).hasSize(1);
        }
    }

    @Test
    void shouldSayThatNoScorerAnswersAndNameWhatIsWrong() throws Exception {
        Path cell = Files.createDirectories(directory.resolve("cells").resolve(FULL));
        Files.writeString(
                cell.resolve("csqa.jsonl"),
                "{\"document\":0,\"answers\":[\"A\"],\"prediction\":\"Answer_6: The answer is (A)\"}\nnot JSON\n");
        try (LocalBroker broker = new LocalBroker(directory.resolve("broker"))) {
            Cli.Outcome outcome =
                    replay(broker, "csqa", "--predictions", cell.getParent().toString(), "--timeout", "1");
            assertThat(outcome.code()).isEqualTo(1);
            assertThat(outcome.err()).contains("csqa.jsonl, line 2: is not JSON", "does a scorer run?");
        }
    }

    @Test
    void shouldRefuseWhatIsNoCellAndNoSet() {
        Cli.Outcome set = Cli.run("dataset", "replay", "--predictions", directory.toString(), "--dataset", "triviaqa");
        assertThat(set.code()).isEqualTo(1);
        assertThat(set.err()).contains("triviaqa", "gsm8k, mmlu, csqa");

        Cli.Outcome cells = Cli.run("dataset", "replay", "--predictions", directory.toString(), "--dataset", "csqa");
        assertThat(cells.code()).isEqualTo(1);
        assertThat(cells.err()).contains("has no cell");
    }

    /** All of them, in the directory that the system property {@code published.dir} names. */
    @Test
    @Tag("slow")
    void shouldGiveAllPublishedFigures() throws Exception {
        String all = System.getProperty("published.dir");
        assumeThat(all).as("published.dir").isNotNull();
        try (LocalBroker broker = new LocalBroker(directory.resolve("broker"));
                ScorerHandle scorer = scorer(broker)) {
            Cli.Outcome outcome = replay(broker, "gsm8k,mmlu,csqa", "--predictions", all, "--timeout", "600");
            assertThat(outcome.code()).as(outcome.out() + outcome.err()).isZero();
            assertThat(outcome.out()).contains("39 of 39 figures are the published ones");
            assertThat(scorer.summaries()).hasSize(39);
            System.out.println(outcome.out());
        }
    }
}
