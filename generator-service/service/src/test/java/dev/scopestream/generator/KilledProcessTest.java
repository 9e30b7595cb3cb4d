package dev.scopestream.generator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.events.ResultEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Generators as processes of their own, ended by signals. */
class KilledProcessTest {
    private static final Logger LOG = LoggerFactory.getLogger(KilledProcessTest.class);

    @TempDir
    private Path directory;

    private EmbeddedBroker broker;
    private GeneratorProcesses processes;

    @BeforeEach
    void start() throws Exception {
        processes = new GeneratorProcesses(directory);
        broker = EmbeddedBroker.start(
                directory.resolve("broker"), 0, 0, Map.of("group.consumer.session.timeout.ms", "3000"));
    }

    @AfterEach
    void stop() throws Exception {
        processes.close();
        broker.close();
    }

    private Process generator(Pipeline pipeline, Map<String, String> more) throws IOException {
        return processes.start(pipeline, more);
    }

    private String log(int process) {
        return processes.log(process);
    }

    private static void send(Pipeline pipeline, int count) {
        for (int i = 0; i < count; i++) {
            pipeline.send(
                    "doc-" + i,
                    "{\"prompt\":\"" + RealEngineTest.document(1 + i, 30)
                            + "\",\"max_tokens\":450,\"ignore_eos\":true}");
        }
    }

    @Test
    void shouldEndEveryPromptInOneResultWhenKilledInTheMiddleOfTenGenerations() throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, "killed", 2, Map.of())) {
            send(pipeline, 10);
            Process first = generator(pipeline, Map.of());
            pipeline.await(
                    () -> pipeline.chunks().stream().map(c -> c.id()).distinct().count() == 10, "ten running");
            first.destroyForcibly().waitFor();
            pipeline.readToEnd();
            int before = pipeline.results().size();
            assertThat(before).as("killed in the middle").isLessThan(10);
            generator(pipeline, Map.of());
            assertAllFinished(pipeline, 10);
            assertThat(pipeline.results().stream().filter(r -> r.attempt() == 2))
                    .hasSize(10 - before);
        }
    }

    /** Waits for the final records of {@code requests} requests: each has one result, whose text its chunks make up. */
    private static void assertAllFinished(Pipeline pipeline, int requests) {
        pipeline.awaitFinals(requests);
        Map<String, String> texts = pipeline.results().stream()
                .collect(Collectors.toMap(
                        ResultEvent::id, result -> result.output().text()));
        assertThat(texts).hasSize(requests);
        pipeline.assertComplete(texts, 0);
    }

    private static void signal(Process process, String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    @Test
    @Tag("slow")
    void shouldFenceAProcessThatWasStoppedForLongerThanItsSession() throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, "zombie", 2, Map.of())) {
            send(pipeline, 6);
            Process zombie = generator(pipeline, Map.of());
            pipeline.await(
                    () -> pipeline.chunks().stream().map(c -> c.id()).distinct().count() == 6, "six running");
            signal(zombie, "STOP");
            int before = pipeline.results().size();
            generator(pipeline, Map.of());
            pipeline.awaitFinals(6);
            assertThat(before).as("stopped in the middle").isLessThan(6);
            signal(zombie, "CONT");
            pipeline.await(() -> log(0).contains("partitions lost"), "the zombie knows");
            pipeline.await(
                    () -> log(0).lines()
                                    .filter(l -> l.contains("partitions assigned"))
                                    .count()
                            >= 2,
                    "back");
            for (int i = 0; i < 4; i++) {
                pipeline.send("after-" + i, "{\"prompt\":\"" + RealEngineTest.document(1 + i, 3) + "\"}");
            }
            assertAllFinished(pipeline, 10);
            assertThat(zombie.isAlive()).isTrue();
        }
    }

    /** A static member that doesn't come back is missed after its session, as any other is. */
    @Test
    @Tag("slow")
    void shouldLeaveAKilledStaticMembersPromptsToOthersAfterItsSession() throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, "static", 2, Map.of())) {
            Process first = generator(pipeline, staticMember("one"));
            generator(pipeline, staticMember("two"));
            pipeline.await(() -> hasOne(log(0)) && hasOne(log(1)), "one partition each");
            first.destroyForcibly().waitFor();
            long killed = System.nanoTime();
            pipeline.promptTo(0, "a", "one", 2);
            pipeline.promptTo(1, "b", "one", 2);
            pipeline.awaitFinals(1);
            double early = (System.nanoTime() - killed) / 1e9;
            pipeline.awaitFinals(2);
            double late = (System.nanoTime() - killed) / 1e9;
            LOG.info("results after the death of a static member: {} s and {} s", early, late);
            assertThat(late).isBetween(1.0, 3.0 + 5.0);
        }
    }

    private static boolean hasOne(String log) {
        List<String> assigned =
                log.lines().filter(l -> l.contains("partitions assigned")).toList();
        List<String> revoked =
                log.lines().filter(l -> l.contains("partitions revoked")).toList();
        long has = assigned.stream()
                        .mapToLong(l -> l.split("static.prompts", -1).length - 1)
                        .sum()
                - revoked.stream()
                        .mapToLong(l -> l.split("static.prompts", -1).length - 1)
                        .sum();
        return has == 1;
    }

    private static Map<String, String> staticMember(String name) {
        return Map.of("SCOPE_STATIC_MEMBERSHIP", "true", "SCOPE_INSTANCE_ID", name);
    }

    @Test
    void shouldExitWithZeroAfterSigtermAndLeaveTheRestToOthers() throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, "terminated", 1, Map.of())) {
            send(pipeline, 4);
            Process first = generator(pipeline, Map.of());
            pipeline.await(() -> !pipeline.chunks().isEmpty(), "running");
            first.destroy();
            assertThat(first.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(first.exitValue()).as(log(0)).isZero();
            generator(pipeline, Map.of());
            assertAllFinished(pipeline, 4);
        }
    }

    @Test
    void shouldEndAtOnceAtASecondSigterm() throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, "twice", 1, Map.of())) {
            send(pipeline, 6);
            Process process = generator(pipeline, Map.of("SCOPE_DRAIN_BUDGET", "10m", "SCOPE_MAX_BATCH", "1"));
            pipeline.await(() -> !pipeline.chunks().isEmpty(), "running");
            signal(process, "STOP"); // so that nothing ends between the two
            signal(process, "TERM");
            signal(process, "CONT");
            pipeline.await(() -> log(0).contains("draining: held="), "draining");
            assertThat(process.isAlive()).isTrue();
            signal(process, "TERM");
            assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
            generator(pipeline, Map.of());
            assertAllFinished(pipeline, 6);
        }
    }

    @Test
    void shouldSayInOneLineWhatIsWrongWithItsConfiguration() throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, "misconfigured", 1, Map.of())) {
            Process missing = generator(pipeline, Map.of("SCOPE_MODEL", "/nowhere"));
            Process typo = generator(pipeline, Map.of("SCOPE_MAX_BATSH", "3"));
            for (Process process : List.of(missing, typo)) {
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isEqualTo(GeneratorApplication.BAD_CONFIGURATION);
            }
            assertThat(log(0).lines()).singleElement().asString().contains("/nowhere");
            assertThat(log(1).lines()).singleElement().asString().contains("SCOPE_MAX_BATSH", "scope.max-batch");
        }
    }
}
