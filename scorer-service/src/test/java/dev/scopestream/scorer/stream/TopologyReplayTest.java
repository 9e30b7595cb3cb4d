package dev.scopestream.scorer.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.scopestream.events.AccuracySummary;
import dev.scopestream.scorer.score.Numpy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Published predictions through the topics; their source is said beside the test resources. */
class TopologyReplayTest {
    private static final String SLM = "StreamingLLM+slm_decoding_window_512_recent_window_256";
    private static final String FULL = "ALLKV+None_decoding_window_512_recent_window_256";

    @TempDir
    Path state;

    @Test
    void shouldGiveThePublishedFigures() throws Exception {
        Path files = Path.of(
                TopologyReplayTest.class.getResource("/published-4k/README.md").toURI());
        assertThat(replay(files.resolveSibling("streamingllm-slm-512-gsm8k.jsonl.gz"), SLM, "gsm8k"))
                .isEqualTo("11.938");
        assertThat(replay(files.resolveSibling("streamingllm-slm-512-mmlu.jsonl.gz"), SLM, "mmlu"))
                .isEqualTo("35.9748");
        assertThat(replay(files.resolveSibling("allkv-none-512-csqa.jsonl.gz"), FULL, "csqa"))
                .isEqualTo("71.6667");
    }

    @Test
    @Tag("slow")
    void shouldGiveEveryPublishedFigure() throws Exception {
        String directory = System.getProperty("published.dir");
        assumeThat(directory).as("published.dir").isNotNull();
        List<String> lines = Files.readAllLines(Path.of(directory, "published.csv"));
        String[] sets = lines.get(0).split(",", -1);
        for (String line : lines.subList(1, lines.size())) {
            String[] row = line.split(",", -1);
            for (int i = 1; i < sets.length; i++) {
                assertThat(replay(Path.of(directory, row[0], sets[i] + ".jsonl.gz"), row[0], sets[i]))
                        .as("%s %s", row[0], sets[i])
                        .isEqualTo(row[i]);
            }
        }
    }

    /** Half of the references before their results, half after. */
    private String replay(Path file, String cell, String dataset) throws Exception {
        List<AccuracySummary> newest = new ArrayList<>();
        try (TopologyFixture kafka = new TopologyFixture(state)) {
            for (PublishedPredictions.Pair pair : PublishedPredictions.read(file, cell, dataset)) {
                boolean early = pair.reference().document() % 2 == 0;
                if (early) {
                    kafka.reference(pair.reference());
                }
                kafka.result(pair.result());
                if (!early) {
                    kafka.reference(pair.reference());
                }
            }
            newest.addAll(kafka.summaries().values());
        }
        assertThat(newest).hasSize(1);
        return Numpy.text(Numpy.rounded(newest.get(0).referenceMean()));
    }
}
