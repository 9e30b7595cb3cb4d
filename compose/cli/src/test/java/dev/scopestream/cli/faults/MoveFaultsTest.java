package dev.scopestream.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each fault of moving requests once, on one broker: see {@link FullFaultMatrixTest} for all faults, many times. */
@Tag("slow")
class MoveFaultsTest {
    @TempDir
    private Path directory;

    @Test
    void shouldEndEveryPromptOnceWhateverHappensToCheckpoints() throws Exception {
        List<FaultKind> kinds = Arrays.stream(FaultKind.values())
                .filter(kind -> kind.name().startsWith("MOVED") || kind.name().startsWith("CHECKPOINT"))
                .toList();
        assertThat(kinds).hasSize(12);
        try (Brokers cluster = Brokers.start(directory, 1, Brokers.QUICK);
                Arena arena = new Arena(directory, cluster, 18, FaultMatrix.OPTIONS)) {
            assertThat(arena.baseline()).isEmpty();
            FaultMatrix matrix = new FaultMatrix(arena, directory.resolve("faults.log"));
            kinds.forEach(matrix::run);
            assertThat(matrix.rows())
                    .allSatisfy(row ->
                            assertThat(row.violations()).as(row.kind().text()).isEmpty());
            assertThat(matrix.rows()).filteredOn(FaultRow::missed).hasSizeLessThan(kinds.size() / 2);
        }
    }
}
