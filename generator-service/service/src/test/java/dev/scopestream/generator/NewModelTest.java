package dev.scopestream.generator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.events.ResultEvent;
import dev.scopestream.generator.fault.FaultPoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A model's group begins while the default group refuses a prompt for that model. The default group's generator is a process
 * of its own, which waits at points of the refusal; each test has a model of its own.
 */
class NewModelTest extends BrokerTest {
    @TempDir
    private static Path directory;

    private static Path points;
    private static GeneratorProcesses processes;
    private static Pipeline pipeline;

    @BeforeAll
    static void startDefaultGroup() throws IOException {
        points = Files.createDirectory(directory.resolve("points"));
        processes = new GeneratorProcesses(directory);
        pipeline = new Pipeline(broker(), "new-model", 1, Map.of());
        processes.start(pipeline, Map.of("JAVA_TOOL_OPTIONS", "-D" + FaultPoint.PROPERTY + "=" + points));
        pipeline.prompt("first", "Question_1: 3+5\\n\\n", 5);
        pipeline.awaitFinals(1);
    }

    @AfterAll
    static void stopDefaultGroup() {
        processes.close();
        pipeline.close();
    }

    /** The default group's generator waits at this point with a prompt that it refuses. */
    private static void refuse(String model, FaultPoint point) throws IOException {
        Files.createFile(points.resolve(point.order()));
        send(model, "moment");
        pipeline.await(() -> Files.exists(points.resolve(point.reached())), "the refusal is at " + point);
    }

    private static void goOn(FaultPoint point) throws IOException {
        Files.delete(points.resolve(point.reached()));
    }

    private static void send(String model, String id) {
        pipeline.send(model + "-" + id, "{\"prompt\":\"" + id + "\",\"max_tokens\":5,\"model\":\"" + model + "\"}");
    }

    private static GeneratorHandle start(String model) {
        return GeneratorApplication.start(
                pipeline.properties(Map.of("scope.only-model", model)),
                (path, options) -> new RuleEngine(new RuleEngine.Control(), model));
    }

    private static void awaitMember(String model) {
        pipeline.await(
                () -> pipeline.harm().members(pipeline.name + "-model-" + model) == 1,
                "the model's group has a member");
    }

    private static List<String> served(String model) {
        return pipeline.results().stream()
                .map(ResultEvent::id)
                .filter(id -> id.startsWith(model))
                .toList();
    }

    /** What comes last in the partition is served, so all before it is decided. */
    private static void decideAll(String model) {
        send(model, "last");
        pipeline.await(() -> served(model).contains(model + "-last"), "the last one is served");
        pipeline.await(() -> pipeline.lag() == 0, "the default group has decided everything");
        pipeline.readToEnd();
    }

    /** The model's group begins while the refusal of a prompt is at this point; then everything is decided. */
    private static void beginDuring(String model, FaultPoint point) throws Exception {
        refuse(model, point);
        try (GeneratorHandle other = start(model)) {
            awaitMember(model);
            goOn(point);
            other.awaitReady(Pipeline.PATIENCE);
            decideAll(model);
        }
    }

    private static long deadLetters(String model) {
        return pipeline.deadLetters().stream()
                .filter(record -> new String(record.key(), StandardCharsets.UTF_8).startsWith(model))
                .count();
    }

    @Test
    void shouldLeaveAPromptToAGroupThatServesItBeforeItsDeadLetterIsWritten() throws Exception {
        refuse("early", FaultPoint.BEFORE_TRANSACTION);
        try (GeneratorHandle other = start("early")) {
            other.awaitReady(Pipeline.PATIENCE);
            pipeline.await(() -> served("early").size() == 1, "the new group serves it");
            goOn(FaultPoint.BEFORE_TRANSACTION);
            decideAll("early");
            assertThat(served("early")).containsExactlyInAnyOrder("early-moment", "early-last");
            assertThat(deadLetters("early")).isZero();
        }
    }

    @Test
    void shouldLeaveAPromptToAGroupThatBeginsWhileItsDeadLetterIsWritten() throws Exception {
        beginDuring("meanwhile", FaultPoint.IN_TRANSACTION);
        assertThat(served("meanwhile")).containsExactlyInAnyOrder("meanwhile-moment", "meanwhile-last");
        assertThat(deadLetters("meanwhile")).isZero();
    }

    @Test
    void shouldNotServeAPromptWhoseDeadLetterIsBeingCommitted() throws Exception {
        beginDuring("late", FaultPoint.BEFORE_COMMIT);
        assertThat(served("late")).containsExactly("late-last");
        assertThat(pipeline.deadLetter("late-moment").field()).isEqualTo("model");
        assertThat(deadLetters("late")).isEqualTo(1);
    }
}
