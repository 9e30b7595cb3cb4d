package dev.scopestream.spill.rocks;

import static dev.scopestream.spill.SpillSamples.block;
import static dev.scopestream.spill.SpillSamples.options;
import static dev.scopestream.spill.SpillSamples.scope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.spill.FakeClock;
import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.SpillDirectoryInUseException;
import dev.scopestream.spill.SpillOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One directory that several processes are given. */
class SharedDirectoryTest {
    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock();
    private final KvBlock block = block("r", 0, 0, 0);

    private Path database(int part) {
        return StoreDirectory.database(directory.resolve("part-" + part));
    }

    @Test
    void shouldGiveEachProcessAPartOfItsOwn() throws SpillDirectoryInUseException {
        try (RocksSpillStore first = SharedDirectory.open(options(directory), clock, () -> {});
                RocksSpillStore second = SharedDirectory.open(options(directory), clock, () -> {})) {
            assertThat(first.put(block)).isTrue();
            assertThat(second.get(scope("r"), block.address()).found()).isEmpty();
            assertThat(database(0)).isDirectory();
            assertThat(database(1)).isDirectory();
        }
    }

    @Test
    void shouldGoOnWithAPartThatItsProcessLeft() throws SpillDirectoryInUseException {
        try (RocksSpillStore stays = SharedDirectory.open(options(directory), clock, () -> {})) {
            try (RocksSpillStore ends = SharedDirectory.open(options(directory), clock, () -> {})) {
                assertThat(ends.put(block)).isTrue();
            }
            try (RocksSpillStore next = SharedDirectory.open(options(directory), clock, () -> {})) {
                assertThat(next.get(scope("r"), block.address())).isEqualTo(Lookup.hit(block));
            }
            assertThat(stays.get(scope("r"), block.address()).found()).isEmpty();
        }
        assertThat(database(2)).doesNotExist();
    }

    @Test
    void shouldRemoveOnlyPartsThatAreNobodysAndOlderThanTheTimeToLive() throws IOException {
        SpillOptions options =
                options(directory).toBuilder().ttl(Duration.ofHours(1)).build();
        Clock now = Clock.systemUTC();
        try (RocksSpillStore held = SharedDirectory.open(options, now, () -> {})) {
            SharedDirectory.open(options, now, () -> {}).close();
            try (RocksSpillStore again = SharedDirectory.open(options, now, () -> {})) {
                SharedDirectory.open(options, now, () -> {}).close();
                assertThat(again.put(block)).isTrue();
                assertThat(database(2)).as("not old enough").isDirectory();
            }
            Clock later = Clock.offset(now, Duration.ofHours(2));
            try (RocksSpillStore last = SharedDirectory.open(options, later, () -> {})) {
                assertThat(database(0)).as("held").isDirectory();
                assertThat(database(1)).as("taken").isDirectory();
                assertThat(database(2)).as("nobody's").doesNotExist();
                assertThat(held.put(block)).isTrue();
                assertThat(last.put(block)).isTrue();
            }
        }
        Files.createDirectory(directory.resolve("part-x"));
        assertThat(SharedDirectory.parts(directory)).hasSize(2);
    }

    @Test
    void shouldNameThePartsWhenTheWholeIsInspected() throws IOException {
        SharedDirectory.open(options(directory), clock, () -> {}).close();

        assertThat(SpillInspector.inspect(directory.resolve("part-0")).report().sound())
                .isTrue();
        assertThatThrownBy(() -> SpillInspector.inspect(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("shared by several generators")
                .hasMessageContaining(directory.resolve("part-0").toString());
    }
}
