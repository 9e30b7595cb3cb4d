package dev.scopestream.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole matrix: every kind of fault, many times, in an order by the seed. It may be run in parts, one after the other, each
 * with a seed of its own. The table of all parts goes to {@code target/faults/faults.md}; a part's rows and the processes'
 * logs lie in {@code target/faults/seed-N}, which a further run with the same seed begins anew.
 * Properties: {@code faults.rounds} (how often each kind comes, on each cluster),
 * {@code faults.brokers} (1 or 3: on a cluster of so many only), {@code faults.kinds} (only these, as
 * {@code POISON,TERMINATE}), {@code faults.seed}.
 */
@Tag("faults")
class FullFaultMatrixTest {
    private static final int ROUNDS = Integer.getInteger("faults.rounds", 7);
    private static final long SEED = Long.getLong("faults.seed", 1);
    private static final int ONLY = Integer.getInteger("faults.brokers", 0);
    private static final List<String> KINDS =
            List.of(System.getProperty("faults.kinds", "").split(",", -1));
    private static final Path TARGET = Path.of("target", "faults");
    private static final Path PART = TARGET.resolve("seed-" + SEED + (ONLY == 0 ? "" : "-brokers-" + ONLY));

    @BeforeAll
    static void begin() throws Exception {
        Arena.delete(PART);
        Files.createDirectories(PART);
    }

    static IntStream clusters() {
        return ONLY == 0 ? IntStream.of(1, 3) : IntStream.of(ONLY);
    }

    @ParameterizedTest
    @MethodSource("clusters")
    void shouldEndEveryPromptOnce(int brokers) throws Exception {
        List<FaultKind> kinds = new ArrayList<>(IntStream.range(0, ROUNDS)
                .boxed()
                .flatMap(round -> Arrays.stream(FaultKind.values()))
                .filter(kind -> kind.happensTo(brokers))
                .filter(kind -> KINDS.contains("") || KINDS.contains(kind.name()))
                .toList());
        long seed = 10 * SEED + brokers;
        Collections.shuffle(kinds, new Random(seed));
        Path directory = Files.createDirectories(PART.resolve("brokers-" + brokers));
        try (Brokers cluster = Brokers.start(directory, brokers, Brokers.QUICK);
                Arena arena = new Arena(directory, cluster, seed, FaultMatrix.OPTIONS)) {
            assertThat(arena.baseline()).isEmpty();
            FaultMatrix matrix = new FaultMatrix(arena, PART.resolve("faults.log"));
            for (FaultKind kind : kinds) {
                FaultTable.append(PART, matrix.run(kind));
                Files.writeString(TARGET.resolve("faults.md"), FaultTable.of(FaultTable.read(TARGET)));
            }
            assertThat(matrix.rows())
                    .allSatisfy(row ->
                            assertThat(row.violations()).as(row.kind().text()).isEmpty());
        }
    }
}
