package dev.scopestream.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.cli.SharedBroker;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A batch of 100,000 lines, by the command as a process of its own with a small heap, which is killed once. */
@Tag("slow")
@ExtendWith(SharedBroker.Extension.class)
class LargeBatchTest {
    private static final int LINES = 100_000;
    private static final String HEAP = "-Xmx64m";
    private static final String PREFIX = "large-";

    @TempDir
    private Path directory;

    private Path out;

    private Jvm start(SharedBroker broker, Path input) {
        return Jvm.start(
                directory.resolve("log"),
                List.of(HEAP),
                List.of(
                        "dev.scopestream.cli.Main",
                        "batch",
                        "run",
                        input.toString(),
                        "--out",
                        out.toString(),
                        "--errors",
                        directory.resolve("errors.jsonl").toString(),
                        "--bootstrap",
                        broker.bootstrap()),
                Map.of());
    }

    private long answered() {
        try (Stream<String> lines = Files.exists(out) ? Files.lines(out) : Stream.empty()) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldAnswerEveryLineOnceInASmallHeap(SharedBroker broker) throws Exception {
        out = directory.resolve("out.jsonl");
        Path input = directory.resolve("in.jsonl");
        try (PrintWriter lines = new PrintWriter(Files.newBufferedWriter(input))) {
            for (int i = 0; i < LINES; i++) {
                lines.println(
                        "{\"custom_id\": \"" + PREFIX + i + "\", \"method\": \"POST\", \"url\": \"/v1/completions\","
                                + " \"body\": {\"prompt\": \"" + "What is said here? ".repeat(10) + i + "\"}}");
            }
        }
        try (StandInGenerator generator = StandInGenerator.start(broker.client(), PREFIX)) {
            assertThat(generator.isAlive()).isTrue();
            Jvm killed = start(broker, input);
            Await.until(200, () -> answered() > LINES / 3 || !killed.isAlive(), "a third is answered");
            assertThat(killed.isAlive()).as(killed.output()).isTrue();
            killed.kill();
            Jvm second = start(broker, input);
            Await.until(400, () -> !second.isAlive(), "the batch has ended");
            assertThat(second.join()).as(second.output()).isZero();
            assertThat(second.output()).contains("100,000 served").doesNotContain("OutOfMemory");
        }
        Set<String> ids = new HashSet<>();
        try (Stream<String> lines = Files.lines(out)) {
            ObjectMapper json = new ObjectMapper();
            for (String line : (Iterable<String>) lines::iterator) {
                assertThat(ids.add(json.readTree(line).get("custom_id").asText()))
                        .as(line)
                        .isTrue();
            }
        }
        assertThat(ids).hasSize(LINES).contains(PREFIX + 0, PREFIX + (LINES - 1));
    }
}
