package dev.scopestream.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.scopestream.cli.common.Amounts;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccuracyTableTest {
    @Test
    void shouldAverageOverDocuments() {
        PolicyScore score = PolicyScore.of(
                "h2o+slide", List.of(Events.score("a", 0.5, 1), Events.score("b", 0.25, 0.5), Events.score("c", 0, 0)));

        assertThat(score.documents()).isEqualTo(3);
        assertThat(score.reference()).isCloseTo(25, within(1e-9));
        assertThat(score.aligned()).isCloseTo(50, within(1e-9));
        // 100, 50, 0: a standard deviation of 50, over the root of 3
        assertThat(score.alignedError()).isCloseTo(50 / Math.sqrt(3), within(1e-9));
        assertThat(score.kvBytes()).isEqualTo(2048);
        assertThat(score.tokensPerSecond()).isEqualTo(250);
    }

    @Test
    void shouldNotGiveAnErrorForOneDocument() {
        assertThat(PolicyScore.of("x", List.of(Events.score("a", 1, 1))).alignedError())
                .isNaN();
    }

    @Test
    void shouldAlignItsColumns() {
        String table = AccuracyTable.render(List.of(
                new PolicyScore("allkv+none", 32, 93.25, 97.9, 0.456, 200 * 1024, 180.4),
                new PolicyScore(
                        "h2o+slide,window=128", 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN)));

        assertThat(table.lines())
                .containsExactly(
                        "policy                documents  aligned score  std. error  reference score         KV bytes  tokens/s each",
                        "allkv+none                   32         97.9 %         0.5           93.3 %  200 KiB (100 %)            180",
                        "h2o+slide,window=128          0              -           -                -                -              -");
    }

    @Test
    void shouldWriteAmountsAsPeopleReadThem() {
        assertThat(Amounts.bytes(999)).isEqualTo("999 B");
        assertThat(Amounts.bytes(1536)).isEqualTo("1.50 KiB");
        assertThat(Amounts.bytes(3.0 * (1 << 30))).isEqualTo("3.00 GiB");
        assertThat(Amounts.count(1234567)).isEqualTo("1,234,567");
        assertThat(Amounts.time(Duration.ofMillis(4210))).isEqualTo("4.2 s");
        assertThat(Amounts.time(Duration.ofSeconds(125))).isEqualTo("2 min 5 s");
    }
}
