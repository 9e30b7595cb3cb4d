package dev.scopestream.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultTableTest {
    @Test
    void shouldMakeOneTableOfAllParts(@TempDir Path directory) throws Exception {
        Path first = Files.createDirectory(directory.resolve("seed-1"));
        Path second = Files.createDirectory(directory.resolve("seed-2"));
        Path unused = Files.createDirectory(directory.resolve("begun"));
        FaultRow fine = new FaultRow(FaultKind.POISON, false, 1.5, 90, 10, List.of());
        FaultRow missed = new FaultRow(FaultKind.POISON, true, 4.25, 100, 0, List.of());
        FaultRow broken = new FaultRow(FaultKind.TERMINATE, false, 2, 0, 0, List.of("two\tresults", "lag\n7"));
        FaultTable.append(first, fine);
        FaultTable.append(first, broken);
        FaultTable.append(second, missed);
        List<FaultRow> rows = FaultTable.read(directory);
        assertThat(rows.get(0)).isEqualTo(fine);
        assertThat(rows.get(1).violations()).containsExactly("two results", "lag 7");
        assertThat(rows.get(2)).isEqualTo(missed);
        assertThat(FaultTable.of(rows))
                .contains("| poison | 2 | 0 | 5.3 % | 4.3 s | 4.3 s |")
                .contains("| terminate | 1 | 2 | 0.0 % | 2.0 s | 2.0 s |")
                .contains("| **all** | 3 | 2 | 5.3 % | 2.0 s | 4.3 s |");
    }

    @Test
    void shouldTryEachKindOftenEnoughInSevenRounds() {
        long each = List.of(FaultKind.values()).stream()
                .mapToLong(kind -> (kind.happensTo(1) ? 1 : 0) + (kind.happensTo(3) ? 1 : 0))
                .sum();
        assertThat(7 * each).isGreaterThanOrEqualTo(420);
    }
}
