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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole matrix: every kind of fault, many times, in an order by the seed. Its table goes to {@code
 * target/faults/faults.md}, the processes' logs lie beside it.
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
    private static final List<FaultRow> ALL = Collections.synchronizedList(new ArrayList<>());

    @BeforeAll
    static void begin() throws Exception {
        Arena.delete(TARGET);
        Files.createDirectories(TARGET);
    }

    @AfterAll
    static void report() throws Exception {
        if (!ALL.isEmpty()) {
            Files.writeString(TARGET.resolve("faults.md"), FaultTable.of(ALL));
        }
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
        Collections.shuffle(kinds, new Random(SEED + brokers));
        Path directory = Files.createDirectories(TARGET.resolve("brokers-" + brokers));
        try (Brokers cluster = Brokers.start(directory, brokers, Brokers.QUICK);
                Arena arena = new Arena(directory, cluster, SEED + brokers, FaultMatrix.OPTIONS)) {
            assertThat(arena.baseline()).isEmpty();
            FaultMatrix matrix = new FaultMatrix(arena, TARGET.resolve("faults.log"));
            for (FaultKind kind : kinds) {
                ALL.add(matrix.run(kind));
                Files.writeString(TARGET.resolve("faults.md"), FaultTable.of(ALL));
            }
            assertThat(matrix.rows())
                    .allSatisfy(row ->
                            assertThat(row.violations()).as(row.kind().text()).isEmpty());
        }
    }
}
