package dev.scopestream.scorer.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.scopestream.scorer.score.ScoredDataset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** All published predictions, in the directory that the system property {@code published.dir} names. */
@Tag("slow")
class PublishedReplayTest {
    @Test
    void shouldGiveEveryPublishedFigureToTheLastDigit() throws Exception {
        String directory = System.getProperty("published.dir");
        assumeThat(directory).as("published.dir").isNotNull();
        List<String> lines = Files.readAllLines(Path.of(directory, "published.csv"));
        List<String> sets = Stream.of(lines.get(0).split(",", -1)).skip(1).toList();
        StringBuilder table = new StringBuilder("| cell | " + String.join(" | ", sets) + " |\n");
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            table.append("| ").append(cells[0]);
            for (int i = 0; i < sets.size(); i++) {
                Path file = Path.of(directory, cells[0], sets.get(i) + ".jsonl.gz");
                Report report = new OfflineScore(
                                AnswerSource.of(ScoredDataset.named(sets.get(i)).name()), "model", cells[0], "")
                        .run(file, event -> {});
                assertThat(report.referenceText())
                        .as("%s %s", cells[0], sets.get(i))
                        .isEqualTo(cells[i + 1]);
                table.append(" | ").append(report.referenceText()).append(" / ").append(report.alignedText());
            }
            table.append(" |\n");
        }
        System.out.println(table);
    }
}
