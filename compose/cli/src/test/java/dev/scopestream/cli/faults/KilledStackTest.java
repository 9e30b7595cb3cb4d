package dev.scopestream.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code up}, whose broker, generator and scorer are one process, killed in the middle of its commits. A broker that
 * begins anew passes over partitions that have no leader yet when it ends transactions (KAFKA-20734).
 */
@Tag("slow")
class KilledStackTest {
    private static final int KILLS = 8;
    private static final double SERVES_SECONDS = 60;
    private static final Pattern FINISHED = Pattern.compile("\\n  [1-9][0-9]*/[0-9]+ documents");

    @TempDir
    private Path directory;

    private Jvm up() {
        return Jvm.start(
                directory.resolve("up.txt"),
                List.of("-Xmx1g"),
                List.of(
                        "dev.scopestream.cli.Main",
                        "up",
                        "--keep",
                        "--documents",
                        "40",
                        "--k",
                        "16",
                        "--threads",
                        "1",
                        "--data",
                        directory.resolve("data").toString()),
                Map.of());
    }

    @Test
    void shouldServeAgainHoweverOftenItIsKilled(TestReporter reporter) throws Exception {
        for (int kill = 0; kill <= KILLS; kill++) {
            Jvm stack = up();
            stack.awaitOutput("documents  ");
            Await.until(
                    SERVES_SECONDS,
                    () -> FINISHED.matcher(stack.output()).find() || !stack.isAlive(),
                    "a document after " + kill + " kills");
            assertThat(stack.isAlive()).as(stack.output()).isTrue();
            stack.kill();
        }
        long ended = Files.readAllLines(directory.resolve("data").resolve("scopestream.log")).stream()
                .filter(line -> line.contains("hanging transaction ended"))
                .count();
        reporter.publishEntry("ended", Long.toString(ended));
    }
}
