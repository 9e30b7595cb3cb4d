package dev.scopestream.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scopestream.client.TopicReader;
import dev.scopestream.events.Topics;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and batches over HTTP, through a real broker and a real generator. */
class BatchesTest {
    private static final String LONG = ", \"temperature\": 1, \"ignore_eos\": true";

    @TempDir
    private static Path directory;

    private static Stack stack;
    private static DoorHandle door;
    private static BatchCalls calls;

    @BeforeAll
    static void start() throws Exception {
        stack = new Stack(directory);
        calls = new BatchCalls(stack);
        door = stack.door(options("files"));
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    private static Map<String, Object> options(String files) {
        return Map.of(
                "scope.door.files.directory",
                directory.resolve(files).toString(),
                "scope.door.files.file-bytes",
                1 << 20,
                "scope.door.batches.window",
                8);
    }

    @Test
    void shouldServeTheGoodLinesAndSayWhatIsWrongWithTheOthers() throws Exception {
        // as editors of other systems leave it
        HttpResponse<String> uploaded = calls.upload(
                door,
                "batch",
                "\ufeff"
                        + String.join(
                                "\r\n",
                                List.of(
                                        BatchCalls.line("a", 30, ""),
                                        "not json",
                                        BatchCalls.line("b", 30, ", \"kv\": {\"prefill\": \"magic\"}"),
                                        BatchCalls.line("c", 30, ", \"best_of\": 2"),
                                        BatchCalls.line("d", 30, "").replace("/v1/completions", "/v1/chat/completions"),
                                        BatchCalls.line("e".repeat(300), 30, ""),
                                        BatchCalls.line("f", 30, ", \"stop\": \"=\""))));
        String input = Stack.json(uploaded.body()).get("id").asText();
        JsonNode batch = calls.ended(door, calls.batch(door, input, "24h"));

        assertThat(batch.get("status").asText()).as(batch.toString()).isEqualTo("completed");
        assertThat(batch.get("request_counts").toString()).isEqualTo("{\"total\":7,\"completed\":2,\"failed\":5}");
        assertThat(batch.at("/metadata/who").asText()).isEqualTo("me");
        assertThat(List.of("in_progress_at", "finalizing_at", "completed_at"))
                .allSatisfy(name -> assertThat(batch.get(name).isInt()).as(name).isTrue());
        List<JsonNode> served = calls.content(door, batch.get("output_file_id"));
        assertThat(BatchCalls.ids(served)).containsExactlyInAnyOrder("a", "f");
        assertThat(served.get(BatchCalls.ids(served).indexOf("f"))
                        .at("/response/body/choices/0/text")
                        .asText())
                .isEqualTo("Answer_1: 3+5");
        List<JsonNode> errors = calls.content(door, batch.get("error_file_id"));
        Map<Integer, String> wrong =
                Map.of(2, "$: is not JSON", 4, "best_of: is not supported", 5, "url: ", 6, "custom_id: has more than");
        wrong.forEach((number, message) -> assertThat(errors).anySatisfy(error -> {
            assertThat(error.path("line").asInt()).isEqualTo(number);
            assertThat(error.at("/error/message").asText()).startsWith(message);
        }));
        assertThat(errors).hasSize(5).anySatisfy(error -> {
            assertThat(error.get("custom_id").asText()).isEqualTo("b");
            assertThat(error.at("/response/body/error/param").asText()).isEqualTo("kv.prefill");
        });
        assertThat(calls.get(door, "/v1/files?purpose=batch_output").get("data"))
                .hasSizeGreaterThanOrEqualTo(2);
        assertThat(calls.get(door, "/v1/batches?limit=1").get("data")).hasSize(1);
    }

    @Test
    void shouldFailWhereAnIdIsThereTwice() throws Exception {
        String input = calls.file(
                door, List.of(BatchCalls.line("a", 5, ""), BatchCalls.line("b", 5, ""), BatchCalls.line("a", 6, "")));
        JsonNode batch = calls.ended(door, calls.batch(door, input, "24h"));

        assertThat(batch.get("status").asText()).isEqualTo("failed");
        assertThat(batch.at("/errors/data/0/code").asText()).isEqualTo("duplicate_custom_id");
        assertThat(batch.at("/errors/data/0/line").asInt()).isEqualTo(3);
        assertThat(batch.get("output_file_id").isNull()).isTrue();
        assertThat(batch.get("error_file_id").isNull()).isTrue();
    }

    @Test
    void shouldKeepWhatIsDoneOfACancelledOrExpiredBatch() throws Exception {
        List<String> lines = IntStream.range(0, 200)
                .mapToObj(i -> BatchCalls.line("long-" + i, 400, LONG))
                .toList();
        String input = calls.file(door, lines);
        HttpResponse<String> created = calls.batch(door, input, "24h");
        String path = "/v1/batches/" + Stack.json(created.body()).get("id").asText();
        Stack.await(
                "something is done",
                () -> calls.get(door, path).at("/request_counts/completed").asInt() > 0);
        assertThat(calls.delete(door, "/v1/files/" + input).statusCode())
                .as("it is in use")
                .isEqualTo(409);
        assertThat(Stack.json(calls.post(door, path + "/cancel").body())
                        .get("status")
                        .asText())
                .isEqualTo("cancelling");
        JsonNode cancelled = calls.ended(door, created);
        assertThat(cancelled.get("status").asText()).isEqualTo("cancelled");
        shouldBeWhole(cancelled, "batch_cancelled");
        assertThat(calls.post(door, path + "/cancel").statusCode()).isEqualTo(409);

        JsonNode expired = calls.ended(door, calls.batch(door, input, "2s"));
        assertThat(expired.get("status").asText()).isEqualTo("expired");
        shouldBeWhole(expired, "batch_expired");
    }

    /** Every one of 200 lines is in one of both files, once. */
    private static void shouldBeWhole(JsonNode batch, String code) throws Exception {
        List<JsonNode> errors = calls.content(door, batch.get("error_file_id"));
        assertThat(errors).isNotEmpty().allSatisfy(error -> assertThat(
                        error.at("/error/code").asText())
                .isEqualTo(code));
        List<String> all = new ArrayList<>(BatchCalls.ids(errors));
        if (!batch.get("output_file_id").isNull()) {
            all.addAll(BatchCalls.ids(calls.content(door, batch.get("output_file_id"))));
        }
        assertThat(all).hasSize(200).doesNotHaveDuplicates();
    }

    @Test
    void shouldGoOnAfterADoorWasKilledAndPayForNoLineTwice() throws Exception {
        List<String> lines = IntStream.range(0, 60)
                .mapToObj(i -> BatchCalls.line("killed-" + i, 200, LONG))
                .toList();
        DoorHandle first = stack.door(options("killed"));
        String id = Stack.json(
                        calls.batch(first, calls.file(first, lines), "24h").body())
                .get("id")
                .asText();
        first.close();
        Path record = directory.resolve("killed").resolve("nobody").resolve(id + ".json");
        Process second = process("killed");
        try {
            int before = completed(record);
            Stack.await("another door goes on", () -> completed(record) > before);
        } finally {
            second.destroyForcibly().waitFor();
        }
        assertThat(completed(record)).isBetween(1, 59);

        DoorHandle third = stack.door(options("killed"));
        JsonNode batch = calls.ended(third, stack.get(third, "/v1/batches/" + id));
        assertThat(batch.get("status").asText()).as(batch.toString()).isEqualTo("completed");
        assertThat(batch.at("/request_counts/completed").asInt()).isEqualTo(60);
        assertThat(BatchCalls.ids(calls.content(third, batch.get("output_file_id"))))
                .hasSize(60)
                .doesNotHaveDuplicates();
        assertThat(results(id)).hasSize(60).doesNotHaveDuplicates();
        third.close();
    }

    /** A door as a process of its own. */
    private static Process process(String files) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "dev.scopestream.door.DoorApplication")
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target", "door-" + files + ".log").toFile());
        try (ServerSocket free = new ServerSocket(0)) {
            builder.environment().put("MICRONAUT_SERVER_PORT", Integer.toString(free.getLocalPort()));
        }
        builder.environment().put("KAFKA_BOOTSTRAP_SERVERS", stack.broker.bootstrapServers());
        builder.environment()
                .put("SCOPE_DOOR_FILES_DIRECTORY", directory.resolve(files).toString());
        return builder.start();
    }

    private static int completed(Path record) {
        try {
            return Stack.json(Files.readString(record))
                    .at("/progress/counts/completed")
                    .asInt();
        } catch (IOException e) {
            throw new IllegalStateException(e);
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

    @Test
    void shouldRefuseWhatIsTooMuchOrNotThere() throws Exception {
        assertThat(calls.upload(door, "batch", "x".repeat(5 << 19)).statusCode())
                .isEqualTo(413);
        HttpResponse<String> tuned = calls.upload(door, "fine-tune", "x");
        assertThat(tuned.statusCode()).isEqualTo(400);
        assertThat(Stack.json(tuned.body()).at("/error/param").asText()).isEqualTo("purpose");
        assertThat(calls.upload(door, "batch", "").statusCode()).isEqualTo(400);
        for (String path : List.of("/v1/files/file-1", "/v1/files/..%2f..%2fx/content", "/v1/batches/batch_1")) {
            HttpResponse<String> missing = stack.get(door, path);
            assertThat(missing.statusCode()).as(path).isEqualTo(404);
            assertThat(Stack.json(missing.body()).at("/error/type").asText()).isEqualTo("invalid_request_error");
        }
        HttpResponse<String> nothing = calls.batch(door, "file-1", "24h");
        assertThat(nothing.statusCode()).isEqualTo(400);
        assertThat(Stack.json(nothing.body()).at("/error/param").asText()).isEqualTo("input_file_id");
        assertThat(Stack.json(calls.batch(door, "file-1", "soon").body())
                        .at("/error/param")
                        .asText())
                .isEqualTo("completion_window");
        DoorHandle without = stack.door(Map.of());
        assertThat(stack.get(without, "/v1/files").statusCode()).isEqualTo(404);
        without.close();
    }

    @Test
    void shouldKeepTenantsApartAndWithinTheirQuotas() throws Exception {
        DoorHandle guarded = stack.door(Map.of(
                "scope.door.tokens",
                "gold=" + sha("sesame") + ",silver=" + sha("two"),
                "scope.door.files.directory",
                directory.resolve("guarded").toString(),
                "scope.door.files.per-tenant",
                2));
        String[] gold = {"Authorization", "Bearer sesame"};
        String[] silver = {"Authorization", "Bearer two"};
        String input = calls.file(guarded, List.of(BatchCalls.line("a", 5, "")), gold);
        assertThat(calls.batch(guarded, input, "24h", silver).statusCode()).isEqualTo(400);
        HttpResponse<String> created =
                calls.batch(guarded, input, "24h", "Authorization", "Bearer sesame", "Idempotency-Key", "once");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(200);
        String id = Stack.json(created.body()).get("id").asText();
        assertThat(Stack.json(calls.batch(
                                        guarded,
                                        input,
                                        "24h",
                                        "Authorization",
                                        "Bearer sesame",
                                        "Idempotency-Key",
                                        "once")
                                .body())
                        .get("id")
                        .asText())
                .isEqualTo(id);
        HttpResponse<String> full = calls.upload(guarded, "batch", "x", gold);
        assertThat(full.statusCode()).as(full.body()).isEqualTo(403);
        assertThat(Stack.json(full.body()).at("/error/code").asText()).isEqualTo("quota_exceeded");
        for (String path : List.of("/v1/files/" + input, "/v1/batches/" + id)) {
            HttpRequest.Builder request = stack.request(guarded, path).headers(silver);
            assertThat(stack.http
                            .send(request.GET().build(), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(404);
        }
        assertThat(calls.upload(guarded, "batch", "x".repeat(12 << 20), silver).statusCode())
                .isEqualTo(200);
        guarded.close();
    }

    private static String sha(String token) throws Exception {
        return HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                        .digest(token.getBytes(StandardCharsets.UTF_8)));
    }
}
