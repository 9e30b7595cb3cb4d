package dev.scopestream.generator;

import dev.scopestream.engine.checkpoint.BundledModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Generators as processes of their own, with the tiny model; closing kills them. */
final class GeneratorProcesses implements AutoCloseable {
    private final Path directory;
    private final List<Process> processes = new ArrayList<>();

    /** @param directory for models and logs */
    GeneratorProcesses(Path directory) {
        this.directory = directory;
    }

    /** @param more environment variables */
    Process start(Pipeline pipeline, Map<String, String> more) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        GeneratorApplication.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log-" + processes.size()).toFile());
        Map<String, String> environment = builder.environment();
        environment.put("OMP_NUM_THREADS", "1");
        pipeline.properties(Map.of(
                        "scope.model",
                        BundledModel.materialise("longgen-tiny", directory.resolve("models")),
                        "scope.threads",
                        1,
                        "scope.drain-budget",
                        "1s"))
                .forEach((name, value) ->
                        environment.put(name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value.toString()));
        environment.putAll(more);
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** What the process of this number, from 0, has printed. */
    String log(int process) {
        try {
            return Files.readString(directory.resolve("log-" + process));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.destroyForcibly().onExit().join();
        }
    }
}
