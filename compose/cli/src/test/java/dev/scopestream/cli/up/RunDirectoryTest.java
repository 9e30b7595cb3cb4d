package dev.scopestream.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.cli.common.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
    @TempDir
    private Path directory;

    @Test
    void shouldKeepWhatAnEarlierRunLeftUnlessTold() throws IOException {
        Path data = directory.resolve("a/b");
        try (RunDirectory first = RunDirectory.open(data, true)) {
            Files.writeString(Files.createDirectories(first.broker()).resolve("file"), "x");
        }

        try (RunDirectory second = RunDirectory.open(data, false)) {
            assertThat(second.broker().resolve("file")).exists();
        }
        try (RunDirectory third = RunDirectory.open(data, true)) {
            assertThat(third.broker()).doesNotExist();
            assertThat(third.root()).isDirectory();
        }
    }

    @Test
    void shouldBeUsedByOneRunAtATime() throws IOException {
        try (RunDirectory first = RunDirectory.open(directory, true)) {
            assertThatThrownBy(() -> RunDirectory.open(directory, true))
                    .isInstanceOf(CliException.class)
                    .hasMessageContaining("another run uses")
                    .hasMessageContaining(first.root().toString());
        }
        RunDirectory.open(directory, true).close();
    }

    @Test
    void shouldNotTouchADirectoryOfSomebodyElse() throws IOException {
        Path file = Files.writeString(directory.resolve("thesis.tex"), "years of work");

        assertThatThrownBy(() -> RunDirectory.open(directory, true))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("didn't put there");
        assertThat(file).hasContent("years of work");
        assertThatThrownBy(() -> RunDirectory.open(file, true)).hasMessageContaining("is a file");
    }
}
