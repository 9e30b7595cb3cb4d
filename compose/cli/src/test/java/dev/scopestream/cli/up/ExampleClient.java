package dev.scopestream.cli.up;

import dev.scopestream.cli.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a command of one of ingest/examples in a directory of its own, a copy of the example's. */
record ExampleClient(Path directory) {
    private static final long SECONDS = 300;

    /** What a command left behind; both outputs together. */
    record Outcome(int code, String output) {}

    static ExampleClient of(String name, Path parent) throws IOException {
        Path copy = Files.createDirectories(parent.resolve(name));
        try (var files = Files.list(Repository.root().resolve("ingest/examples").resolve(name))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return new ExampleClient(copy);
    }

    /** Whether there is such a program. */
    static boolean isThere(String program) throws InterruptedException {
        try {
            return new ProcessBuilder("/bin/sh", "-c", "command -v " + program)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    Outcome run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "output", ".txt");
        Process process = new ProcessBuilder(new ArrayList<>(List.of(command)))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError(String.join(" ", command) + " takes too long: " + Files.readString(output));
        }
        return new Outcome(process.exitValue(), Files.readString(output));
    }
}
