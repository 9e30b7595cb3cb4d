package dev.scopestream.cli.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.cli.Cli;
import dev.scopestream.cli.Main;
import dev.scopestream.engine.checkpoint.BundledModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it pulls. */
class KilledPullTest {
    private static final String WEIGHTS = "model.safetensors";

    @TempDir
    private Path directory;

    @Test
    void shouldGoOnAfterAKillAndServeTheModelByItsName() throws Exception {
        try (TestHub hub = new TestHub()) {
            Path model = BundledModel.materialise("longgen-tiny", directory.resolve("bundled"));
            for (String name : List.of(WEIGHTS, "config.json", "tokenizer.json", "tokenizer_config.json")) {
                hub.files.put(name, Files.readAllBytes(model.resolve(name)));
            }
            hub.token = "secret";
            hub.held = WEIGHTS;
            Process first = start(hub, "model", "pull", "org/tiny");
            assertThat(hub.halfSent.await(60, TimeUnit.SECONDS)).isTrue();
            awaitBytes();
            first.destroyForcibly().waitFor();
            hub.held = "";

            Path cases = Files.createFile(directory.resolve("cases.jsonl"));
            String[] use = {
                "trace",
                "--model",
                "org/tiny",
                "--cases",
                cases.toString(),
                "--out",
                directory.resolve("o").toString()
            };
            assertThat(start(hub, use).waitFor()).isEqualTo(1);
            assertThat(Files.readString(log())).contains("scopestream model pull org/tiny fetches it");
            assertThat(start(hub, "model", "pull", "org/tiny").waitFor()).isZero();

            assertThat(hub.asked).filteredOn(TestHub.Asked::storage).last().satisfies(asked -> assertThat(asked.range())
                    .matches("bytes=[1-9]\\d*-"));
            assertThat(start(hub, use).waitFor()).as(Files.readString(log())).isZero();
            Path cache = directory
                    .resolve("xdg")
                    .resolve("scopestream")
                    .resolve("models")
                    .resolve("hub");
            assertThat(Cli.run("model", "check", "org/tiny", "--cache", cache.toString())
                            .out())
                    .contains("4 files are right");
        }
    }

    /** Until the first bytes of the weights are in their file. */
    private void awaitBytes() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < end) {
            try (var files = Files.walk(directory.resolve("xdg"))) {
                if (files.anyMatch(file ->
                        file.toString().contains("." + WEIGHTS) && file.toFile().length() > 0)) {
                    return;
                }
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("nothing was written: " + Files.readString(log()));
    }

    private Path log() {
        return directory.resolve("log");
    }

    private Process start(TestHub hub, String... command) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName()));
        line.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().put("XDG_CACHE_HOME", directory.resolve("xdg").toString());
        builder.environment().put("HF_ENDPOINT", hub.endpoint());
        builder.environment().put("HF_TOKEN", "secret");
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return process;
    }
}
