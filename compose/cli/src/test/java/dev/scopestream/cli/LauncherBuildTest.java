package dev.scopestream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.cli.LauncherMachine.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the launcher builds, and what it runs; with a Java and a Maven that only say how they were called. */
class LauncherBuildTest {
    /** Enough that their names don't fit into a pipe that nobody reads. */
    private static final int MANY = 1500;

    private LauncherMachine machine;

    @BeforeEach
    void machine(@TempDir Path directory) {
        machine = new LauncherMachine(directory);
    }

    private Outcome launch(String build, String classpath) throws IOException, InterruptedException {
        Path launcher = machine.clonedLauncher();
        Path home = machine.fakeJdk("17");
        Path maven = machine.fakeMaven("touch \"" + machine.jar() + "\"; echo \"$@\" > mvn-arguments");
        return machine.bash(
                process -> {
                    process.environment().put("JAVA_HOME", home.toString());
                    process.environment().merge("PATH", maven.toString(), (path, first) -> first + ":" + path);
                    process.environment().put("SCOPESTREAM_BUILD", build);
                    process.environment().put("SCOPESTREAM_CLASSPATH", classpath);
                },
                launcher.toString(),
                "topics",
                "a b");
    }

    private void source(String name) throws IOException {
        Path directory = machine.directory().resolve("clone/ingest/src/main/java/dev/scopestream/a/long/package/name");
        Files.writeString(Files.createDirectories(directory).resolve(name), "class A {}");
    }

    @Test
    void shouldBuildOnceWhenManySourcesAreNewer() throws Exception {
        machine.oldBuild();
        for (int i = 0; i < MANY; i++) {
            source("Source" + i + ".java");
        }

        Outcome first = launch("", "");
        Outcome second = launch("", "");

        assertThat(first.code()).as(first.output()).isZero();
        assertThat(first.output()).contains("scopestream: building (ingest/src/main/java/", "scopestream: built in ");
        assertThat(second.output()).doesNotContain("building").endsWith("\ntopics\na b\n");
    }

    @Test
    void shouldSayThatThereIsNoBuild() throws Exception {
        Outcome outcome = launch("never", "");

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.output()).contains("there is no build").hasLineCount(1);
    }

    @Test
    void shouldRunWithWhatTheClassPathAdds() throws Exception {
        Path jar = machine.oldBuild();
        String added = machine.directory().toString();

        assertThat(launch("never", added).output())
                .contains("\n-cp\n" + jar + ":" + added + "\ndev.scopestream.cli.Main\ntopics\na b\n");
        assertThat(launch("never", "").output()).contains("\n-cp\n" + jar + "\ndev.scopestream.cli.Main\n");
    }
}
