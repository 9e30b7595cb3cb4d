package dev.scopestream.scorer.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.events.AccuracySummary;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsTableTest {
    @Test
    void shouldHaveThePublishedFormWithKnownDataSetsFirst() {
        ResultsTable table = new ResultsTable(List.of(
                summary("another", "m", "h2o+slide", 12.5, 13),
                summary("csqa_40", "m", "h2o+slide", 74, 75.16666),
                summary("gsm8k_30", "m", "h2o+slide", 42.55813953488372, 53.79846),
                summary("gsm8k_30", "m", "allkv+none", 53.25581395348837, 65.7364341)));
        assertThat(table.csv(ResultsTable.Score.REFERENCE))
                .isEqualTo(String.join(
                        "\r\n",
                        "cell,gsm8k_30,csqa_40,another",
                        "h2o+slide 2048/512/256,42.5581,74.0,12.5",
                        "allkv+none 2048/512/256,53.2558,,",
                        ""));
        assertThat(table.csv(ResultsTable.Score.ALIGNED)).contains("53.7985,75.1667,13.0");
        assertThat(table.markdown())
                .contains("| cell | gsm8k\\_30 | csqa\\_40 | another |\n|-|-|-|-|\n")
                .contains("| 53.2558 ± 2.5 / 65.7364 |");
    }

    @Test
    void shouldTellModelsApart() {
        ResultsTable table = new ResultsTable(
                List.of(summary("csqa", "m1", "h2o+slide", 1, 1), summary("csqa", "m2", "h2o+slide", 2, 2)));
        assertThat(table.csv(ResultsTable.Score.REFERENCE))
                .contains("m1: h2o+slide 2048/512/256,1.0", "m2: h2o+slide 2048/512/256,2.0");
    }

    @Test
    void shouldNotLetNamesBecomeFormulasOrMarkup() {
        ResultsTable table = new ResultsTable(List.of(
                summary("=HYPERLINK(\"x\")", "m", "-a,b", 1, 1), summary("<img src=x>|\n#", "m", "-a,b", 1, 1)));
        assertThat(table.csv(ResultsTable.Score.REFERENCE))
                .contains("\"'=HYPERLINK(\"\"x\"\")\"")
                .contains("\"'-a,b 2048/512/256\"");
        assertThat(table.markdown()).contains("\\<img src=x\\>\\| \\#").doesNotContainPattern("[^\\\\]<");
    }

    private static AccuracySummary summary(
            String dataset, String model, String policy, double reference, double aligned) {
        return new AccuracySummary(
                dataset, model, policy, "2048/512/256", 43, reference, 2.5, aligned, null, 10.0, 1e6, 100.0);
    }
}
