package dev.scopestream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.spill.checkpoint.CheckpointDirectory;
import dev.scopestream.spill.checkpoint.CheckpointDirectoryOptions;
import dev.scopestream.spill.checkpoint.CheckpointHeader;
import dev.scopestream.spill.checkpoint.CheckpointId;
import dev.scopestream.spill.checkpoint.QueueOptions;
import dev.scopestream.spill.checkpoint.QueuedCheckpoints;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsCommandTest {
    private static final CheckpointId WHOLE = new CheckpointId(7, 0, 12, 5, 1);
    private static final CheckpointId DAMAGED = new CheckpointId(7, 1, 13, 6, 2);

    @TempDir
    private Path directory;

    @BeforeEach
    void save() throws Exception {
        CheckpointDirectoryOptions options =
                new CheckpointDirectoryOptions(directory, 1 << 30, Duration.ofHours(1), 1 << 20);
        try (QueuedCheckpoints checkpoints = QueuedCheckpoints.open(
                new CheckpointDirectory(options, Clock.systemUTC()),
                new QueueOptions(0, Duration.ofSeconds(10), 1 << 20),
                Clock.systemUTC())) {
            for (CheckpointId id : List.of(WHOLE, DAMAGED)) {
                assertThat(checkpoints.save(
                                new CheckpointHeader(id, 1_700_000_000_000L, 48, 1, 2, 1000, "gen\u001b[1m"),
                                List.of(ByteBuffer.allocate(1000)),
                                Duration.ZERO))
                        .isTrue();
            }
            checkpoints.flushed().get();
        }
        Path damaged = directory.resolve(DAMAGED.path());
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[bytes.length - 1] ^= 1;
        Files.write(damaged, bytes);
    }

    private Cli.Outcome run(String command, String... more) {
        String[] args = new String[4 + more.length];
        args[0] = "checkpoints";
        args[1] = command;
        args[2] = "--directory";
        args[3] = directory.toString();
        System.arraycopy(more, 0, args, 4, more.length);
        return Cli.run(args);
    }

    @Test
    void shouldListWhatIsSaved() throws Exception {
        Cli.Outcome outcome = run("list");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .contains(WHOLE.path(), DAMAGED.path(), "2 saved")
                .doesNotContain("\u001b");
        JsonNode json = new ObjectMapper().readTree(run("list", "--json").out());
        assertThat(json).hasSize(2);
        assertThat(json.findValues("offset")).extracting(JsonNode::asInt).containsExactlyInAnyOrder(12, 13);
    }

    @Test
    void shouldVerifyOne() throws Exception {
        Cli.Outcome whole = run("show", WHOLE.path());
        assertThat(whole.code()).as(whole.err()).isZero();
        assertThat(whole.out()).contains("usable", "48", "2023-11-14T22:13:20Z").doesNotContain("\u001b");
        Cli.Outcome damaged = run("show", DAMAGED.path(), "--json");
        assertThat(damaged.code()).isEqualTo(1);
        assertThat(new ObjectMapper().readTree(damaged.out()).get("state").asText())
                .isEqualTo("bad_checksum");
    }

    @Test
    void shouldDropWhatIsNamedAndNothingElse() throws Exception {
        Path other = Files.writeString(directory.resolve("notes"), "x");
        assertThat(run("drop").code()).isEqualTo(2);
        assertThat(run("drop", "../notes").err()).contains("names no checkpoint");
        assertThat(run("drop", WHOLE.path()).code()).isZero();
        assertThat(run("drop", WHOLE.path()).code()).isEqualTo(1);
        assertThat(run("drop", "--all", "--json").out()).contains(DAMAGED.path());
        assertThat(run("list").out()).contains("0 saved");
        assertThat(other).exists();
    }

    @Test
    void shouldAskForOneStore() {
        assertThat(Cli.run("checkpoints", "list").err()).contains("--directory PATH or --kafka");
        assertThat(run("list", "--kafka").code()).isEqualTo(2);
    }

    @Test
    void shouldSayWhereThereIsNoDirectory() {
        Cli.Outcome outcome = Cli.run("checkpoints", "list", "--directory", "/nowhere/at/all");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("/nowhere/at/all");
    }
}
