package dev.scopestream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.cli.LauncherMachine.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's own messages: what it says when the machine lacks something. */
class LauncherTest {
    private LauncherMachine machine;

    @BeforeEach
    void machine(@TempDir Path directory) {
        machine = new LauncherMachine(directory);
    }

    private static Consumer<ProcessBuilder> with(String variable, Object value) {
        return process -> process.environment().put(variable, value.toString());
    }

    private Outcome launch(Consumer<ProcessBuilder> how) throws IOException, InterruptedException {
        return machine.bash(how, LauncherMachine.LAUNCHER.toString(), "--version");
    }

    private Outcome launchClone(Consumer<ProcessBuilder> how) throws IOException, InterruptedException {
        return machine.bash(how, machine.clonedLauncher().toString(), "--version");
    }

    @Test
    void shouldSayThatJavaIsMissing() throws Exception {
        // the tools that the launcher itself needs, but no java
        Path bin = Files.createDirectories(machine.directory().resolve("bin"));
        for (String tool : new String[] {"dirname", "readlink", "sed"}) {
            LauncherMachine.tool(bin.resolve(tool), "exec /usr/bin/" + tool + " \"$@\"");
        }

        Outcome outcome = launch(process -> {
            process.environment().remove("JAVA_HOME");
            process.environment().put("PATH", bin.toString());
        });

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.output())
                .startsWith("scopestream: Java is missing; install a JDK 17")
                .hasLineCount(1);
    }

    @Test
    void shouldSayThatJavaIsTooOld() throws Exception {
        Outcome outcome = launch(with("JAVA_HOME", machine.fakeJava("1.8")));

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.output())
                .contains("is Java 8, which is too old; ScopeStream needs Java 17 or later")
                .hasLineCount(1);
    }

    @Test
    void shouldSayThatJavaHomeIsWrong() throws Exception {
        Outcome outcome = launch(with("JAVA_HOME", machine.directory()));

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.output()).startsWith("scopestream: JAVA_HOME is " + machine.directory());
    }

    @Test
    void shouldSayThatJavaDoesNotRun() throws Exception {
        Path home = machine.fakeJava("17");
        LauncherMachine.tool(home.resolve("bin/java"), "echo 'no memory' >&2", "exit 1");

        Outcome outcome = launch(with("JAVA_HOME", home));

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.output()).contains("can't tell the version of").hasLineCount(1);
    }

    @Test
    void shouldSayThatOnlyAJdkCanBuild() throws Exception {
        Outcome outcome = launchClone(with("JAVA_HOME", machine.fakeJava("21")));

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.output()).contains("without a compiler", "JDK 17 or later");
    }

    @Test
    void shouldFindItselfWhereCdPrintsItsWay() throws Exception {
        Path home = machine.fakeJava("21");
        machine.clonedLauncher();

        Outcome outcome = machine.bash(
                process -> {
                    process.environment().put("JAVA_HOME", home.toString());
                    process.environment().put("CDPATH", machine.directory().resolve("clone") + ":.");
                    process.directory(machine.directory().resolve("clone").toFile());
                },
                "compose/scopestream",
                "--version");

        assertThat(outcome.output()).contains("without a compiler").hasLineCount(1);
    }

    @Test
    void shouldSayThatAnEntryOfTheClassPathIsNotThere() throws Exception {
        Path home = machine.fakeJava("21");

        Outcome outcome = launch(process -> {
            process.environment().put("JAVA_HOME", home.toString());
            process.environment().put("SCOPESTREAM_CLASSPATH", "/no/such.jar");
        });

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.output())
                .isEqualToIgnoringNewLines("scopestream: SCOPESTREAM_CLASSPATH names /no/such.jar, which isn't there");
    }
}
