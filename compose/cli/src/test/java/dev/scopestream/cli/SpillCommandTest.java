package dev.scopestream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.spill.SpillOptions;
import dev.scopestream.spill.SpillStore;
import dev.scopestream.spill.rocks.RocksSpillStore;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillCommandTest {
    @TempDir
    private Path directory;

    @Test
    void shouldSayThatThereIsNoStore() {
        Cli.Outcome outcome = Cli.run("spill", "inspect", directory.toString());

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("there is no spill store in " + directory)
                .hasLineCount(1);
    }

    @Test
    void shouldShowAnEmptyStoreAsSound() throws Exception {
        try (SpillStore store = RocksSpillStore.open(SpillOptions.in(directory), Clock.systemUTC())) {
            assertThat(store).isNotNull();
        }

        Cli.Outcome outcome = Cli.run("spill", "inspect", directory.toString());

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("0 requests", "verified: every value is whole");
    }
}
