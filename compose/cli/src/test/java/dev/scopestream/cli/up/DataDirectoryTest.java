package dev.scopestream.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.cli.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    private Path directory;

    @Test
    void shouldKeepWhatAnEarlierRunLeftUnlessTold() throws IOException {
        Path data = directory.resolve("a/b");
        try (DataDirectory first = DataDirectory.open(data, true)) {
            Files.writeString(Files.createDirectories(first.broker()).resolve("file"), "x");
        }

        try (DataDirectory second = DataDirectory.open(data, false)) {
            assertThat(second.broker().resolve("file")).exists();
        }
        try (DataDirectory third = DataDirectory.open(data, true)) {
            assertThat(third.broker()).doesNotExist();
            assertThat(third.root()).isDirectory();
        }
    }

    @Test
    void shouldBeUsedByOneRunAtATime() throws IOException {
        try (DataDirectory first = DataDirectory.open(directory, true)) {
            assertThatThrownBy(() -> DataDirectory.open(directory, true))
                    .isInstanceOf(CliException.class)
                    .hasMessageContaining("another run uses")
                    .hasMessageContaining(first.root().toString());
        }
        DataDirectory.open(directory, true).close();
    }

    @Test
    void shouldNotTouchADirectoryOfSomebodyElse() throws IOException {
        Path file = Files.writeString(directory.resolve("thesis.tex"), "years of work");

        assertThatThrownBy(() -> DataDirectory.open(directory, true))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("didn't put there");
        assertThat(file).hasContent("years of work");
        assertThatThrownBy(() -> DataDirectory.open(file, true)).hasMessageContaining("is a file");
    }
}
