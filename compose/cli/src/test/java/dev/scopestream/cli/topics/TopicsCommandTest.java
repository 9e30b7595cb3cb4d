package dev.scopestream.cli.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.cli.Cli;
import dev.scopestream.events.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicsCommandTest {
    @TempDir
    private static Path directory;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() throws IOException {
        broker = EmbeddedBroker.start(directory.resolve("broker"));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static Cli.Outcome topics(String... args) {
        String[] all = new String[args.length + 3];
        all[0] = "topics";
        System.arraycopy(args, 0, all, 1, args.length);
        all[args.length + 1] = "--bootstrap";
        all[args.length + 2] = broker.bootstrapServers();
        return Cli.run(all);
    }

    @Test
    void shouldMakeEveryTopicAndThenHaveNothingToDo() {
        Cli.Outcome before = topics("diff", "--replication", "1");
        Cli.Outcome json = topics("diff", "--replication", "1", "--json");
        Cli.Outcome apply = topics("apply", "--replication", "1");
        Cli.Outcome again = topics("apply", "--replication", "1");
        Cli.Outcome after = topics("diff", "--replication", "1");

        assertThat(before.code()).isEqualTo(3);
        assertThat(Topics.all()).allSatisfy(name -> assertThat(before.out()).contains("+ " + name + ":"));
        assertThat(json.out())
                .startsWith("{\"changes\":[{")
                .contains("\"topic\":\"" + Topics.PROMPTS + "\"")
                .hasLineCount(1);
        assertThat(apply.code()).as(apply.err()).isZero();
        assertThat(apply.out()).isEqualTo(before.out());
        assertThat(again.out()).isEqualToIgnoringNewLines("all topics are as planned");
        assertThat(after.code()).isZero();
        assertThat(after.out()).isEqualToIgnoringNewLines("all topics are as planned");
    }

    @Test
    void shouldSayWhatIsWrongInAPlan() throws IOException {
        Path plan = Files.writeString(directory.resolve("plan.yaml"), "topics:\n  - {name: a b, partitions: 1}\n");

        Cli.Outcome outcome = topics("apply", "--file", plan.toString());

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("plan.yaml", "topics[0].name").hasLineCount(1);
    }

    @Test
    void shouldSayThatTheClusterIsTooSmall() throws IOException {
        Path plan = Files.writeString(
                directory.resolve("big.yaml"), "replication: 3\ntopics:\n  - {name: big, partitions: 1}\n");

        Cli.Outcome outcome = topics("apply", "--file", plan.toString());

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("replication", "--replication 1").hasLineCount(1);
    }
}
