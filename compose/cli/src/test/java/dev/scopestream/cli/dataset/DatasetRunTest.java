package dev.scopestream.cli.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.cli.Cli;
import dev.scopestream.engine.checkpoint.BundledModel;
import dev.scopestream.events.PromptRecord;
import dev.scopestream.events.Topics;
import dev.scopestream.generator.GeneratorApplication;
import dev.scopestream.generator.GeneratorHandle;
import dev.scopestream.scorer.ScorerApplication;
import dev.scopestream.scorer.ScorerHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real generator with the tiny model, on a real broker. */
class DatasetRunTest {
    private static final int INTERRUPTED = 130;
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    Path directory;

    private static List<String> command(LocalBroker broker, int documents, int scorerWait) {
        return List.of(
                "dataset",
                "run",
                "synthetic",
                "--k",
                "4",
                "--documents",
                Integer.toString(documents),
                "--max-tokens",
                "96",
                "--kv",
                "allkv+none",
                "--kv",
                "h2o+slide,capacity=60%,window=32,recent=16",
                "--scorer-wait",
                Integer.toString(scorerWait),
                "--bootstrap",
                broker.bootstrap());
    }

    private static Cli.Outcome run(LocalBroker broker, int documents, int scorerWait) {
        return Cli.run(command(broker, documents, scorerWait).toArray(String[]::new));
    }

    /** In a JVM of its own, ended by a signal once its prompts are on the topic. */
    private String interrupt(LocalBroker broker, int documents) throws Exception {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.scopestream.cli.Main"));
        line.addAll(command(broker, documents, 0));
        Path err = directory.resolve("err");
        Process process = new ProcessBuilder(line)
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(err.toFile())
                .start();
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (broker.records(Topics.PROMPTS).size() < 2 * documents) {
                assertThat(System.nanoTime()).as("prompts sent in time").isLessThan(end);
                assertThat(process.isAlive()).as(Files.readString(err)).isTrue();
            }
            process.destroy();
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(err)).isEqualTo(INTERRUPTED);
            return Files.readString(err);
        } finally {
            process.destroyForcibly();
        }
    }

    private GeneratorHandle generator(LocalBroker broker) {
        return GeneratorApplication.start(Map.of(
                "kafka.bootstrap.servers",
                broker.bootstrap(),
                "scope.model",
                BundledModel.materialise("longgen-tiny", directory.resolve("models"))
                        .toString(),
                "scope.threads",
                1,
                "scope.spill.directory",
                directory.resolve("spill").toString(),
                "micronaut.server.port",
                -1));
    }

    @Test
    void shouldGoOnWhereItWasInterruptedAndSendNothingTwice() throws Exception {
        try (LocalBroker broker = new LocalBroker(directory.resolve("broker"))) {
            assertThat(interrupt(broker, 1))
                    .contains("stopped: 0 of 2 are done")
                    .hasLineCount(1);

            try (GeneratorHandle generator = generator(broker)) {
                generator.awaitReady(Duration.ofSeconds(PATIENCE_SECONDS));
                Cli.Outcome resumed = run(broker, 2, 0);
                assertThat(resumed.code()).as(resumed.err()).isZero();
                assertThat(resumed.out())
                        .contains("4: 0 done before, 2 waiting, 0 refused, 2 sent now", "4/4 documents")
                        .contains("0 by the scorer, 4 here")
                        .contains("h2o+slide,capacity=60%,window=32,recent=16 less allkv+none");
            }
            assertThat(broker.records(Topics.RESULTS)).hasSize(4);

            try (ScorerHandle scorer = ScorerApplication.start(Map.of(
                    "kafka.bootstrap.servers",
                    broker.bootstrap(),
                    "scorer.state-dir",
                    directory.resolve("scorer").toString(),
                    "micronaut.server.port",
                    -1))) {
                // every request is in results by now: nothing is sent, and the scores are the scorer's
                Cli.Outcome again = run(broker, 2, (int) PATIENCE_SECONDS);
                assertThat(again.code()).as(again.err()).isZero();
                assertThat(again.out())
                        .contains("4: 4 done before, 0 waiting, 0 refused, 0 sent now")
                        .contains("4 by the scorer, 0 here");
                assertThat(scorer.summaries()).hasSize(2).allSatisfy(s -> assertThat(s.n())
                        .isEqualTo(2));
            }
            assertThat(broker.records(Topics.PROMPTS)).hasSize(4).allSatisfy(r -> assertThat(
                            PromptRecord.decode(r.key(), r.value()).reference())
                    .isNotNull());
        }
    }
}
