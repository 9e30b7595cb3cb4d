package dev.scopestream.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.cli.Cli;
import dev.scopestream.engine.checkpoint.BundledModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code up} says when something is wrong, and how it ends. */
class UpCommandTest {
    @TempDir
    private Path directory;

    private Cli.Outcome up(String... more) {
        List<String> args = new ArrayList<>(
                List.of("up", "--data", directory.resolve("data").toString(), "--documents", "0"));
        args.addAll(List.of(more));
        return Cli.run(args.toArray(String[]::new));
    }

    @Test
    void shouldNameAPortThatIsInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Cli.Outcome outcome = up("--port", Integer.toString(taken.getLocalPort()));

            assertThat(outcome.code()).isEqualTo(1);
            assertThat(outcome.err())
                    .contains("port " + taken.getLocalPort() + " is in use")
                    .hasLineCount(1);
        }
    }

    @Test
    void shouldNameAModelDirectoryThatIsNotThere() {
        Cli.Outcome outcome = up("--model", directory.resolve("nothing").toString());

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("there is no directory", "nothing").hasLineCount(1);
    }

    @Test
    void shouldSayWhatAModelDirectoryLacks() throws IOException {
        Path model = BundledModel.materialise("longgen-tiny", directory.resolve("models"));
        Files.delete(model.resolve("tokenizer.json"));

        Cli.Outcome outcome = up("--model", model.toString());

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("tokenizer.json").hasLineCount(1);
    }

    @Test
    void shouldRefuseATruncatedModel() throws IOException {
        Path model = BundledModel.materialise("longgen-tiny", directory.resolve("models"));
        Path weights = model.resolve("model.safetensors");
        byte[] all = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(all, all.length / 2));

        Cli.Outcome outcome = up("--model", model.toString());

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("model.safetensors").hasLineCount(1);
    }

    @Test
    void shouldRefuseATensorOfTheWrongShape() throws IOException {
        Path model = BundledModel.materialise("longgen-tiny", directory.resolve("models"));
        Path config = model.resolve("config.json");
        String text = Files.readString(config);
        String changed = text.replaceFirst("\"intermediate_size\": *256", "\"intermediate_size\": 288");
        assertThat(changed).isNotEqualTo(text);
        Files.writeString(config, changed);

        Cli.Outcome outcome = up("--model", model.toString());

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("shape").hasLineCount(1);
    }

    @Test
    void shouldRefuseWrongNumbers() {
        assertThat(up("--k", "65").err()).contains("--k must be from 1 to 64, is 65");
        assertThat(up("--k", "65").code()).isEqualTo(2);
        assertThat(up("--port", "70000").code()).isEqualTo(2);
        assertThat(up("--bootstrap", "a:1").err()).contains("--bootstrap");
    }

    @Test
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    void shouldEndCleanlyWhenItIsStopped() throws Exception {
        Path kept = directory.resolve("kept");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "dev.scopestream.cli.Main"));
        command.addAll(List.of("up", "--keep", "--documents", "1", "--k", "8", "--threads", "1"));
        command.addAll(List.of("--data", kept.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            List<String> output = new ArrayList<>();
            for (String line = lines.readLine(); line != null && !line.contains("Ctrl-C"); line = lines.readLine()) {
                output.add(line);
            }
            assertThat(process.isAlive()).as("output: %s", output).isTrue();
            assertThat(output).anyMatch(line -> line.startsWith("Kafka      127.0.0.1:"));
            assertThat(output).anyMatch(line -> line.contains("kafka-console-producer"));

            process.toHandle().destroy(); // SIGTERM, which is handled as Ctrl-C is

            assertThat(lines.readLine()).isEqualTo("stopping");
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(Files.readString(kept.resolve("scopestream.log")))
                    .contains(
                            "closed: part=door",
                            "closed: part=scorer",
                            "closed: part=generator",
                            "closed: part=broker");
            RunDirectory.open(kept, false).close();
        } finally {
            process.destroyForcibly();
        }
    }
}
