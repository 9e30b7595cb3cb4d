package dev.scopestream.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.cli.SharedBroker;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Commands as processes of their own that get SIGINT in the middle: no files, no child processes, exit code 130. */
@Tag("slow")
@ExtendWith(SharedBroker.Extension.class)
class InterruptedCommandTest {
    @TempDir
    private Path directory;

    private Jvm start(String... args) throws IOException {
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        List<String> command = new ArrayList<>(List.of("dev.scopestream.cli.Main"));
        command.addAll(List.of(args));
        return Jvm.startInterruptible(
                directory.resolve("out.txt"), List.of("-Xmx1g", "-Djava.io.tmpdir=" + temporary), command);
    }

    private void interrupted(Jvm process) throws IOException {
        List<ProcessHandle> children = ProcessHandle.of(process.pid())
                .map(handle -> handle.descendants().toList())
                .orElse(List.of());
        assertThat(children).isEmpty();
        process.signal("INT");

        assertThat(process.join()).as(process.output()).isEqualTo(130);
        assertThat(process.output()).contains("scopestream: stopped").doesNotContain("Exception");
        try (Stream<Path> left = Files.list(directory.resolve("tmp"))) {
            assertThat(left.filter(path -> !path.getFileName().toString().startsWith("hsperfdata")))
                    .isEmpty();
        }
    }

    @Test
    void shouldCancelWhatFollowedPromptsHaveUnderWay(SharedBroker broker) throws Exception {
        Path lines = Files.writeString(directory.resolve("lines"), "one\ntwo\n");
        Jvm process = start(
                "prompt", "--follow", "--file", lines.toString(), "--id", "stopped", "--bootstrap", broker.bootstrap());
        Await.until(60, () -> !broker.records(Topics.PROMPTS, "stopped-2").isEmpty(), "both prompts");
        interrupted(process);

        assertThat(process.output()).contains("0 served, 2 cancelled");
        assertThat(broker.records(Topics.CONTROL, "stopped-1")).hasSize(1);
        assertThat(broker.records(Topics.CONTROL, "stopped-2")).singleElement().satisfies(record -> assertThat(
                        EventCodec.CANCEL.decode(record.value()).id())
                .isEqualTo("stopped-2"));
    }

    @Test
    void shouldCancelAPrompt(SharedBroker broker) throws Exception {
        Jvm process = start("prompt", "one", "--id", "stopped-alone", "--bootstrap", broker.bootstrap());
        Await.until(60, () -> !broker.records(Topics.PROMPTS, "stopped-alone").isEmpty(), "the prompt");
        interrupted(process);

        assertThat(broker.records(Topics.CONTROL, "stopped-alone")).hasSize(1);
    }

    @Test
    void shouldStopABatch(SharedBroker broker) throws Exception {
        Path in = Files.writeString(
                directory.resolve("in.jsonl"),
                "{\"custom_id\": \"a\", \"method\": \"POST\", \"url\": \"/v1/completions\","
                        + " \"body\": {\"prompt\": \"one\"}}\n");
        Jvm process = start(
                "batch",
                "run",
                in.toString(),
                "--out",
                directory.resolve("out.jsonl").toString(),
                "--errors",
                directory.resolve("errors.jsonl").toString(),
                "--bootstrap",
                broker.bootstrap());
        process.awaitOutput("requests   1");
        interrupted(process);
    }

    @Test
    void shouldStopARunOfASet(SharedBroker broker) throws Exception {
        Jvm process = start(
                "dataset",
                "run",
                "synthetic",
                "--documents",
                "1",
                "--kv",
                "allkv+none",
                "--bootstrap",
                broker.bootstrap());
        process.awaitOutput("sent now");
        interrupted(process);
    }

    @Test
    void shouldStopUpInTheMiddleOfItsDocuments() throws Exception {
        Jvm process = start(
                "up",
                "--documents",
                "64",
                "--threads",
                "1",
                "--data",
                directory.resolve("data").toString());
        process.awaitOutput("documents  ");
        interrupted(process);
    }
}
