package dev.scopestream.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.client.TopicReader;
import dev.scopestream.events.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A door that is killed with a batch in each of its statuses: another one ends it, and each line has one answer. */
@Tag("slow")
class KilledDoorTest {
    private static final String LONG = ", \"temperature\": 1, \"ignore_eos\": true";
    private static final int MANY = 40_000;

    @TempDir
    private static Path directory;

    private static Stack stack;
    private static DoorHandle door;
    private static BatchCalls calls;
    private static Process killed;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        stack = new Stack(directory);
        calls = new BatchCalls(stack);
    }

    @AfterEach
    void end() throws Exception {
        if (killed != null) {
            killed.destroyForcibly().waitFor();
        }
        if (door != null) {
            door.close();
        }
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    private static Map<String, Object> options(String files) {
        return Map.of(
                "scope.door.files.directory", directory.resolve(files).toString(), "scope.door.batches.window", 8);
    }

    /** Has a batch accepted by a door that goes before much has become of it, and starts another one as a process. */
    private static Path accepted(String files, List<String> lines) throws Exception {
        door = stack.door(options(files));
        String id = BatchCalls.id(calls.batch(door, calls.file(door, lines), "24h"));
        door.close();
        killed = process(files);
        return directory.resolve(files).resolve("nobody").resolve(id + ".json");
    }

    private static Process process(String files) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "dev.scopestream.door.DoorApplication")
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target", "killed-" + files + ".log").toFile());
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        builder.environment().put("MICRONAUT_SERVER_PORT", Integer.toString(port));
        builder.environment().put("KAFKA_BOOTSTRAP_SERVERS", stack.broker.bootstrapServers());
        options(files).forEach((name, value) -> builder.environment()
                .put(name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'), value.toString()));
        return builder.start();
    }

    private static JsonNode progress(Path record) {
        try {
            return Stack.json(Files.readString(record)).get("progress");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String status(Path record) {
        return progress(record).get("status").asText();
    }

    private static void kill() throws InterruptedException {
        killed.destroyForcibly().waitFor();
    }

    private static String path(Path record) {
        return "/v1/batches/" + record.getFileName().toString().replace(".json", "");
    }

    /** Another door ends it; what is served before is only what is whole. */
    private static JsonNode goesOn(String files, Path record, List<String> ids) throws Exception {
        assertThat(published(record.getParent())).as("only the input").isEqualTo(1);
        door = stack.door(options(files));
        JsonNode batch = calls.ended(door, stack.get(door, path(record)));
        List<String> answered = new ArrayList<>();
        for (String name : List.of("output_file_id", "error_file_id")) {
            if (!batch.get(name).isNull()) {
                answered.addAll(BatchCalls.ids(calls.content(door, batch.get(name))));
            }
        }
        assertThat(answered).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(ids);
        assertThat(results(batch.get("id").asText())).doesNotHaveDuplicates();
        return batch;
    }

    /** How many files have records, without which none is served. */
    private static long published(Path tenant) throws IOException {
        try (Stream<Path> all = Files.list(tenant)) {
            return all.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("file-") && name.endsWith(".json"))
                    .count();
        }
    }

    /** The ids of a batch's results on the topic. */
    private static List<String> results(String batch) {
        List<String> ids = new ArrayList<>();
        try (TopicReader reader = new TopicReader(
                stack.client(),
                List.of(Topics.RESULTS),
                List.of(),
                result -> ids.add(new String(result.key(), StandardCharsets.UTF_8)))) {
            reader.catchUp();
        }
        return ids.stream().filter(one -> one.startsWith(batch + "/")).toList();
    }

    private static List<String> ids(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).collect(Collectors.toCollection(ArrayList::new));
    }

    @Test
    void shouldReadTheLinesAgainWhenItWasKilledWhileItReadThem() throws Exception {
        List<String> ids = ids("v-", MANY);
        List<String> lines = ids.stream()
                .map(id -> BatchCalls.line(id, 5, id.endsWith("000") ? "" : ", \"best_of\": 2"))
                .toList();
        Path record = accepted("validating", lines);
        Path errors = record.getParent();
        Stack.await("a part of the lines is read", () -> written(errors) > 0);
        kill();
        assertThat(status(record)).isEqualTo("validating");

        JsonNode batch = goesOn("validating", record, ids);
        assertThat(batch.get("status").asText()).isEqualTo("completed");
        assertThat(batch.at("/request_counts/completed").asInt()).isEqualTo(MANY / 1000 - 1);
    }

    /** Bytes of outputs that have no record yet. */
    private static long written(Path tenant) {
        try (Stream<Path> all = Files.list(tenant)) {
            long bytes = 0;
            for (Path file : all.filter(file -> file.toString().endsWith(".data"))
                    .filter(file -> !Files.exists(Path.of(file.toString().replace(".data", ".json"))))
                    .toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldSendOnlyWhatIsMissingWhenItWasKilledOnTheWay() throws Exception {
        List<String> ids = ids("p-", 60);
        Path record = accepted(
                "progress",
                ids.stream().map(id -> BatchCalls.line(id, 200, LONG)).toList());
        Stack.await(
                "something is done",
                () -> progress(record).at("/counts/completed").asInt() > 0);
        kill();
        assertThat(status(record)).isEqualTo("in_progress");

        JsonNode batch = goesOn("progress", record, ids);
        assertThat(batch.get("status").asText()).isEqualTo("completed");
        assertThat(batch.at("/request_counts/completed").asInt()).isEqualTo(60);
    }

    @Test
    void shouldEndCancelledWhenItWasKilledWhileItCancelled() throws Exception {
        List<String> ids = ids("c-", 300);
        Path record = accepted(
                "cancelling",
                ids.stream().map(id -> BatchCalls.line(id, 400, LONG)).toList());
        Stack.await(
                "something is done",
                () -> progress(record).at("/counts/completed").asInt() > 0);
        HttpResponse<String> cancelled = stack.http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path(record) + "/cancel"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(cancelled.statusCode()).as(cancelled.body()).isEqualTo(200);
        Stack.await("it cancels", () -> status(record).equals("cancelling"));
        kill();
        assertThat(status(record)).isEqualTo("cancelling");

        assertThat(goesOn("cancelling", record, ids).get("status").asText()).isEqualTo("cancelled");
    }

    @Test
    void shouldPublishWhatIsThereWhenItWasKilledWhileItFinalized() throws Exception {
        List<String> ids = ids("f-", 20);
        List<String> lines = ids.stream()
                .map(id -> BatchCalls.line(id, 5, id.endsWith("5") ? ", \"best_of\": 2" : ""))
                .toList();
        for (int published = 0; published < 3; published++) {
            String files = "finalizing" + published;
            door = stack.door(options(files));
            String id = BatchCalls.id(calls.batch(door, calls.file(door, lines), "24h"));
            Path record = directory.resolve(files).resolve("nobody").resolve(id + ".json");
            JsonNode ended = calls.ended(door, stack.get(door, "/v1/batches/" + id));
            door.close();
            // what the disk has when the process ends after none, one or both of the files have their records
            asFinalizing(record);
            List<String> outputs = List.of(
                    ended.get("output_file_id").asText(),
                    ended.get("error_file_id").asText());
            for (String file : outputs.subList(published, 2)) {
                Files.delete(record.resolveSibling(file + ".json"));
            }
            door = stack.door(options(files));
            JsonNode batch = calls.ended(door, stack.get(door, "/v1/batches/" + id));
            assertThat(batch.get("status").asText()).isEqualTo("completed");
            assertThat(batch.get("request_counts")).isEqualTo(ended.get("request_counts"));
            List<String> answered = new ArrayList<>(BatchCalls.ids(calls.content(door, batch.get("output_file_id"))));
            answered.addAll(BatchCalls.ids(calls.content(door, batch.get("error_file_id"))));
            assertThat(answered).containsExactlyInAnyOrderElementsOf(ids);
            door.close();
        }
        door = null;
    }

    private static void asFinalizing(Path record) throws IOException {
        ObjectNode whole = (ObjectNode) Stack.json(Files.readString(record));
        ObjectNode progress = (ObjectNode) whole.get("progress");
        progress.put("status", "finalizing");
        ((ObjectNode) progress.get("times")).remove("completed_at");
        progress.putNull("outputFileId");
        progress.putNull("errorFileId");
        Files.writeString(record, whole.toString());
    }
}
