package dev.scopestream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's own messages: what it says when the machine lacks something. */
class LauncherTest {
    private static final Path LAUNCHER = Repository.root().resolve("compose/scopestream");

    @TempDir
    private Path directory;

    private record Outcome(int code, String output) {}

    private Outcome launch(Path launcher, Consumer<ProcessBuilder> machine) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        ProcessBuilder builder = new ProcessBuilder("/bin/bash", launcher.toString(), "--version")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        machine.accept(builder);
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), Files.readString(output));
    }

    private Path fakeJava(String version) throws IOException {
        Path home = Files.createDirectories(directory.resolve("java-" + version));
        Path bin = Files.createDirectories(home.resolve("bin"));
        script(bin.resolve("java"), "echo '    java.specification.version = " + version + "' >&2");
        return home;
    }

    private static void script(Path file, String line) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void shouldSayThatJavaIsMissing() throws Exception {
        // the tools that the launcher itself needs, but no java
        Path bin = Files.createDirectories(directory.resolve("bin"));
        for (String tool : new String[] {"dirname", "readlink", "sed"}) {
            script(bin.resolve(tool), "exec /usr/bin/" + tool + " \"$@\"");
        }

        Outcome outcome = launch(LAUNCHER, machine -> {
            machine.environment().remove("JAVA_HOME");
            machine.environment().put("PATH", bin.toString());
        });

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.output())
                .startsWith("scopestream: Java is missing; install a JDK 17")
                .hasLineCount(1);
    }

    @Test
    void shouldSayThatJavaIsTooOld() throws Exception {
        Path home = fakeJava("1.8");

        Outcome outcome = launch(LAUNCHER, machine -> machine.environment().put("JAVA_HOME", home.toString()));

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.output())
                .contains("is Java 8, which is too old; ScopeStream needs Java 17 or later")
                .hasLineCount(1);
    }

    @Test
    void shouldSayThatJavaHomeIsWrong() throws Exception {
        Outcome outcome = launch(LAUNCHER, machine -> machine.environment().put("JAVA_HOME", directory.toString()));

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.output()).startsWith("scopestream: JAVA_HOME is " + directory);
    }

    @Test
    void shouldSayThatOnlyAJdkCanBuild() throws Exception {
        Path home = fakeJava("21");
        Path copy = Files.createDirectories(directory.resolve("clone/compose"));
        Files.copy(LAUNCHER, copy.resolve("scopestream"));

        Outcome outcome = launch(
                copy.resolve("scopestream"), machine -> machine.environment().put("JAVA_HOME", home.toString()));

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.output()).contains("without a compiler", "JDK 17 or later");
    }
}
