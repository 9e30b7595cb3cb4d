package dev.scopestream.cli.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PeerRoundsTest {
    private static final PeerCase ONE = new PeerCase(1, 64);
    private static final PeerCase EIGHT = new PeerCase(8, 32);

    private final List<String> order = new ArrayList<>();

    /** Gives steps of these milliseconds, one a run; 0 stands for a failure. */
    private Contender contender(String name, double... steps) {
        Deque<Double> left = new ArrayDeque<>();
        for (double step : steps) {
            left.add(step);
        }
        return new Contender() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void prepare() {
                if (left.isEmpty()) {
                    throw new PeerException("not installed: no such | package");
                }
            }

            @Override
            public Measurement run(PeerCase peerCase) {
                order.add(name + " " + peerCase);
                double step = left.remove();
                if (step == 0) {
                    throw new PeerException("exit code 1: out of memory");
                }
                return new Measurement(
                        1000 / step, step, OptionalLong.of(5_000_000), 700_000_000, "bf16", Map.of("v", "1", "a", "2"));
            }
        };
    }

    private static List<PeerRow> run(List<Contender> contenders, List<PeerCase> cases, int rounds) throws Exception {
        return new PeerRounds(contenders, cases, new PrintWriter(new StringWriter())).run(rounds);
    }

    @Test
    void shouldRunAllInTurnsAndBeginWithAnotherOneEachRound() throws Exception {
        List<PeerRow> rows =
                run(List.of(contender("a", 1, 1, 1, 1), contender("b", 2, 2, 2, 2)), List.of(ONE, EIGHT), 2);

        assertThat(order)
                .containsExactly("a 1x64", "b 1x64", "a 8x32", "b 8x32", "b 1x64", "a 1x64", "b 8x32", "a 8x32");
        assertThat(rows)
                .extracting(row -> row.name() + " " + row.peerCase())
                .containsExactly("a 1x64", "b 1x64", "a 8x32", "b 8x32");
        assertThat(rows).allSatisfy(row -> assertThat(row.runs()).hasSize(2));
    }

    @Test
    void shouldGoOnWithTheOthersWhereOneFails() throws Exception {
        List<PeerRow> rows =
                run(List.of(contender("a", 10, 12, 11), contender("missing"), contender("b", 20, 0)), List.of(ONE), 3);

        assertThat(order)
                .filteredOn(o -> o.startsWith("b"))
                .as("what failed isn't tried again")
                .hasSize(2);
        assertThat(PeerTable.render(rows).lines().skip(2))
                .containsExactly(
                        "| 1x64 | a | 11.0 (10.0 to 12.0) | 90.9 (83.3 to 100.0) | 91 (83 to 100) | 700 | 5 | bf16 | a 2, v 1 |",
                        "| 1x64 | missing | not measured: not installed: no such \\| package | | | | | | |",
                        "| 1x64 | b | 20.0, then failed: exit code 1: out of memory | 50.0 | 50 | 700 | 5 | bf16 | a 2, v 1 |");
    }

    @Test
    void shouldTakeARunWithoutAStepForAFailure() throws Exception {
        assertThat(run(List.of(contender("a", Double.NaN)), List.of(ONE), 1))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.runs()).isEmpty();
                    assertThat(row.failure()).hasValue("no step was measured: more tokens must be generated");
                });
    }

    @Test
    void shouldTellTheMiddleAndTheEnds() {
        assertThat(Spread.of(List.of(3.0, 1.0, 2.0, 10.0)).text(1)).isEqualTo("2.5 (1.0 to 10.0)");
        assertThat(Spread.of(List.of(3.0)).text(0)).isEqualTo("3");
    }
}
