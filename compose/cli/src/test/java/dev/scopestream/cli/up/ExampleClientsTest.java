package dev.scopestream.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.scopestream.cli.up.ExampleClient.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of ingest/examples whose libraries come from package registries, where there are the runtimes. */
@Tag("slow")
class ExampleClientsTest {
    @TempDir
    private static Path directory;

    private static TestStack running;
    private static LocalStack stack;

    @BeforeAll
    static void start() throws Exception {
        UpOptions options = new UpOptions();
        options.threads = 1;
        running = TestStack.start(options, directory.resolve("data"));
        stack = running.parts();
    }

    @AfterAll
    static void stop() throws Exception {
        running.close();
    }

    /** What all examples print: a result, and what was wrong with a bad prompt. */
    static void assertAnswered(Outcome outcome, String language) {
        assertThat(outcome.code()).as(outcome.output()).isZero();
        assertThat(outcome.output())
                .containsPattern("(?m)^result " + language + "-[0-9a-z]+: .*3\\+5=8")
                .containsPattern("(?m)^dead letter " + language + "-bad-[0-9a-z]+: .*max_tokens");
    }

    private static void install(ExampleClient client, String... command) throws Exception {
        Outcome outcome = client.run(command);
        assumeTrue(outcome.code() == 0, () -> String.join(" ", command) + ": " + outcome.output());
    }

    @Test
    void shouldServePython() throws Exception {
        assumeTrue(ExampleClient.isThere("python3"), "no Python here");
        ExampleClient client = ExampleClient.of("python", directory);
        install(client, "python3", "-m", "venv", "venv");
        install(client, "venv/bin/pip", "install", "--quiet", "confluent-kafka");
        assertAnswered(client.run("venv/bin/python", "example.py", stack.bootstrapServers()), "python");
    }

    @Test
    void shouldServeNode() throws Exception {
        assumeTrue(ExampleClient.isThere("npm"), "no Node here");
        ExampleClient client = ExampleClient.of("node", directory);
        install(client, "npm", "install", "--no-audit", "--no-fund");
        assertAnswered(client.run("node", "example.js", stack.bootstrapServers()), "node");
    }

    @Test
    void shouldServeGo() throws Exception {
        assumeTrue(ExampleClient.isThere("go"), "no Go here");
        ExampleClient client = ExampleClient.of("go", directory);
        install(client, "go", "build", "-o", "example", ".");
        assertAnswered(client.run("./example", stack.bootstrapServers()), "go");
    }
}
