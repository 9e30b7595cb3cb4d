package dev.scopestream.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.cli.dataset.PolicyOutcome;
import dev.scopestream.scorer.score.PairedDifference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimTest {
    private static Comparison comparison(double low, double high) {
        Cell cell = Cell.of("allkv", "slide", 60);
        Point point = new Point(cell, new PolicyOutcome("allkv+slide", new TreeMap<>()), 80);
        return new Comparison(point, point, new PairedDifference(8, (low + high) / 2, low, high, 0.95));
    }

    @ParameterizedTest
    @CsvSource({"1 2, HOLDS", "1 2 -1 1, HOLDS", "-1 1, OPEN", "-2 -1, FAILS", "-2 -1 -1 1, FAILS", "-2 -1 1 2, MIXED"})
    void shouldSayWhatTheComparisonsBearOut(String intervals, Claim.Verdict verdict) {
        double[] ends = Arrays.stream(intervals.split(" "))
                .filter(end -> !end.isEmpty())
                .mapToDouble(Double::parseDouble)
                .toArray();
        List<Comparison> comparisons = new ArrayList<>();
        for (int i = 0; i < ends.length; i += 2) {
            comparisons.add(comparison(ends[i], ends[i + 1]));
        }

        assertThat(new Claim("a window is better", comparisons).verdict()).isEqualTo(verdict);
    }

    @Test
    void shouldHaveEveryPairThatGoesTogetherOnceABudget() {
        List<Cell> cells = PolicyGrid.cells(List.of(), List.of(), List.of(60, 25), true);

        assertThat(cells.get(0).pair()).isEqualTo("allkv+none");
        assertThat(cells).extracting(cell -> cell.kv().text()).doesNotHaveDuplicates();
        assertThat(cells)
                .extracting(cell -> cell.kv().text())
                .contains(
                        "allkv+slide,window=60%,recent=30%",
                        "pyramidkv+none,capacity=25%", "streamingllm+slm,capacity=25%,window=25%,recent=12%")
                .filteredOn(text -> text.contains("recall"))
                .hasSize(2 * 2);
    }
}
