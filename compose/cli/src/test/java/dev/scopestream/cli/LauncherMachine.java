package dev.scopestream.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A machine for the launcher: a directory with a clone of the repository that holds the launcher alone, and tools. */
final class LauncherMachine {
    static final Path LAUNCHER = Repository.root().resolve("compose/scopestream");
    private static final Duration LONGEST_RUN = Duration.ofSeconds(60);

    private final Path directory;

    /** What a run left behind; standard output and error together. */
    record Outcome(int code, String output) {}

    LauncherMachine(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    /** Runs {@code bash ARGS}. */
    Outcome bash(Consumer<ProcessBuilder> machine, String... args) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        String[] command = new String[args.length + 1];
        command[0] = "/bin/bash";
        System.arraycopy(args, 0, command, 1, args.length);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        machine.accept(builder);
        Process process = builder.start();
        if (!process.waitFor(LONGEST_RUN.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("bash runs longer than " + LONGEST_RUN + ": " + Files.readString(output));
        }
        return new Outcome(process.exitValue(), Files.readString(output));
    }

    /** Runs lines that bash reads from a file in UTF-8, whatever this JVM's encoding of arguments is. */
    Outcome script(Consumer<ProcessBuilder> machine, String lines) throws IOException, InterruptedException {
        Path file = directory.resolve("lines.sh");
        Files.write(file, lines.getBytes(StandardCharsets.UTF_8));
        return bash(machine, file.toString());
    }

    /** The launcher of a clone that holds nothing else. */
    Path clonedLauncher() throws IOException {
        Path copy = Files.createDirectories(directory.resolve("clone/compose")).resolve("scopestream");
        if (!Files.exists(copy)) {
            Files.copy(LAUNCHER, copy);
        }
        return copy;
    }

    /** Where the clone's build lies. */
    Path jar() throws IOException {
        return Files.createDirectories(directory.resolve("clone/compose/cli/target"))
                .resolve("scopestream-cli.jar");
    }

    /** Makes an empty build that is an hour old. */
    Path oldBuild() throws IOException {
        Path jar = Files.createFile(jar());
        return Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    }

    /** A Java home whose {@code java} tells its version, and otherwise prints its locale and its arguments, a line each. */
    Path fakeJava(String version) throws IOException {
        Path home = Files.createDirectories(directory.resolve("java-" + version));
        Path bin = Files.createDirectories(home.resolve("bin"));
        tool(
                bin.resolve("java"),
                "case \"$1\" in -XshowSettings*) echo '    java.specification.version = " + version
                        + "' >&2; exit;; esac",
                "printf '%s\\n' \"LC_ALL=${LC_ALL:-}\" \"$@\"");
        return home;
    }

    /** As {@link #fakeJava}, with a compiler, so that the launcher goes on to build. */
    Path fakeJdk(String version) throws IOException {
        Path home = fakeJava(version);
        tool(home.resolve("bin/javac"), ":");
        return home;
    }

    /** A directory for PATH with a {@code mvn} that runs a line of the shell. */
    Path fakeMaven(String line) throws IOException {
        Path bin = Files.createDirectories(directory.resolve("maven"));
        tool(bin.resolve("mvn"), line);
        return bin;
    }

    static void tool(Path file, String... lines) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
