package dev.scopestream.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients of Files and Batches get wrong, and what they do at once. No generator runs. */
class HostileBatchesTest {
    private static final int AT_ONCE = 8;
    private static final int QUOTA = 5000;

    @TempDir
    private static Path directory;

    private static Stack stack;
    private static BatchCalls calls;
    private static DoorHandle door;

    @BeforeAll
    static void start() throws Exception {
        stack = new Stack(directory, false);
        calls = new BatchCalls(stack);
        door = stack.door(Map.of(
                "scope.door.files.directory",
                directory.resolve("files").toString(),
                "scope.door.files.file-bytes",
                12 << 20));
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    /** Does the same thing many times at once. */
    private static <T> List<T> atOnce(Callable<T> task) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<T>> all =
                    IntStream.range(0, AT_ONCE).mapToObj(i -> pool.submit(task)).toList();
            List<T> results = new ArrayList<>();
            for (Future<T> one : all) {
                results.add(one.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    private static long uploads(String files) {
        try (Stream<Path> parts = Files.list(directory.resolve(files).resolve("uploads"))) {
            return parts.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldKeepToTheQuotaWhenFilesComeAtOnceAndAnswerSendersOfMuch() throws Exception {
        DoorHandle small = stack.door(Map.of(
                "scope.door.files.directory",
                directory.resolve("small").toString(),
                "scope.door.files.bytes-per-tenant",
                QUOTA));
        List<Integer> statuses =
                atOnce(() -> calls.upload(small, "batch", "x".repeat(1500)).statusCode());
        assertThat(statuses).containsOnly(200, 403);
        assertThat(calls.get(small, "/v1/files").get("data").size())
                .isEqualTo(
                        (int) statuses.stream().filter(status -> status == 200).count())
                .isBetween(1, QUOTA / 1500);
        // more than the buffers of a connection hold
        HttpResponse<String> much = calls.upload(small, "batch", "x".repeat(9 << 20));
        assertThat(much.statusCode()).isEqualTo(403);
        assertThat(Stack.json(much.body()).at("/error/code").asText()).isEqualTo("quota_exceeded");
        assertThat(uploads("small")).isZero();
        small.close();
    }

    @Test
    void shouldMakeOneBatchOfOneKeyThatComesManyTimesAtOnceAndKnowItWhenItsInputIsGone() throws Exception {
        String input = calls.file(door, List.of("not json"));
        List<HttpResponse<String>> all = atOnce(() -> calls.batch(door, input, "24h", "Idempotency-Key", "at-once"));
        assertThat(all)
                .allSatisfy(one -> assertThat(one.statusCode()).as(one.body()).isEqualTo(200));
        assertThat(all.stream().map(BatchCalls::id).distinct()).hasSize(1);
        JsonNode batch = calls.ended(door, all.get(0));
        assertThat(batch.get("status").asText()).isEqualTo("completed");
        calls.delete(door, "/v1/files/" + input);
        HttpResponse<String> later = calls.batch(door, input, "24h", "Idempotency-Key", "at-once");
        assertThat(later.statusCode()).as(later.body()).isEqualTo(200);
        assertThat(Stack.json(later.body())).isEqualTo(batch);
        assertThat(calls.batch(door, input, "23h", "Idempotency-Key", "at-once").statusCode())
                .isEqualTo(422);
    }

    @Test
    void shouldLeaveNothingOfABodyThatEndsEarly() throws Exception {
        String form = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"cut.jsonl\"\r\n\r\n"
                + "x".repeat(100_000);
        try (Socket socket = new Socket("localhost", door.uri().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /v1/files HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n"
                            + "Content-Type: multipart/form-data; boundary=b\r\n\r\n" + form)
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            Stack.await("its part is there", () -> uploads("files") > 0);
        }
        Stack.await("its part is gone", () -> uploads("files") == 0);
        HttpResponse<String> open = calls.form(door, HttpRequest.BodyPublishers.ofString(form));
        assertThat(open.statusCode()).as(open.body()).isEqualTo(400);
        assertThat(uploads("files")).isZero();
        assertThat(calls.get(door, "/v1/files").toString()).doesNotContain("cut.jsonl");
    }

    @Test
    void shouldTakeABodyWithoutALengthUpToTheBound() throws Exception {
        for (Map.Entry<Integer, Integer> one : Map.of(1000, 200, 13 << 20, 413).entrySet()) {
            byte[] form = BatchCalls.form("batch", "x".repeat(one.getKey())).getBytes(StandardCharsets.US_ASCII);
            HttpResponse<String> response =
                    calls.form(door, HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(form)));
            assertThat(response.statusCode()).as(response.body()).isEqualTo(one.getValue());
        }
        assertThat(uploads("files")).isZero();
    }

    @Test
    void shouldSayOfEachLineWhatIsWrongWithIt() throws Exception {
        String good = BatchCalls.line("a", 5, "");
        JsonNode batch = calls.ended(
                door,
                calls.batch(
                        door,
                        calls.file(
                                door,
                                List.of(
                                        good.replace("\"a\"", "\"a\\u0000b\""),
                                        good.replace("\"a\"", "\"\\ud83d\""),
                                        good.replace("3+5", "\\ud83d"),
                                        good.replace("3+5", "x".repeat(10 << 20)),
                                        good.replace("\"a\"", "\"\u202e\""),
                                        good + "{}",
                                        "[".repeat(100_000),
                                        "\u0000")),
                        "24h"));
        assertThat(batch.get("status").asText()).as(batch.toString()).isEqualTo("completed");
        assertThat(batch.get("output_file_id").isNull()).isTrue();
        List<JsonNode> errors = calls.content(door, batch.get("error_file_id"));
        assertThat(errors.stream().map(error -> error.at("/error/message").asText()))
                .satisfiesExactly(
                        nul -> assertThat(nul).isEqualTo("custom_id: has a control character (U+0000)"),
                        half -> assertThat(half).isEqualTo("custom_id: has half a surrogate pair at character 0"),
                        prompt -> assertThat(prompt).startsWith("prompt: has half a surrogate pair"),
                        large -> assertThat(large).startsWith("has more than "),
                        control -> assertThat(control).isEqualTo("custom_id: has a control character (U+202E)"),
                        two -> assertThat(two).startsWith("$: is not JSON"),
                        deep -> assertThat(deep).startsWith("$: is not JSON"),
                        zero -> assertThat(zero).startsWith("$: is not JSON"));
    }

    @Test
    void shouldFailWhereTheInputHasNoLines() throws Exception {
        JsonNode batch = calls.ended(door, calls.batch(door, calls.file(door, List.of("", "\r", " \t")), "24h"));
        assertThat(batch.get("status").asText()).isEqualTo("failed");
        assertThat(batch.at("/errors/data/0/code").asText()).isEqualTo("empty_file");
        assertThat(calls.post(door, "/v1/batches/" + batch.get("id").asText() + "/cancel")
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void shouldCancelABatchThatNobodyServes() throws Exception {
        String input = calls.file(
                door,
                IntStream.range(0, 300)
                        .mapToObj(i -> BatchCalls.line("\ud83d\ude00-" + i, 5, ""))
                        .toList());
        String path = "/v1/batches/" + BatchCalls.id(calls.batch(door, input, "24h"));
        HttpResponse<String> first = calls.post(door, path + "/cancel");
        assertThat(Stack.json(first.body()).get("status").asText()).isEqualTo("cancelling");
        JsonNode since = Stack.json(first.body()).get("cancelling_at");
        assertThat(Stack.json(calls.post(door, path + "/cancel").body()).get("cancelling_at"))
                .isEqualTo(since);
        JsonNode batch = calls.ended(door, stack.get(door, path));
        assertThat(batch.get("status").asText()).isEqualTo("cancelled");
        assertThat(batch.get("cancelling_at")).isEqualTo(since);
        assertThat(BatchCalls.ids(calls.content(door, batch.get("error_file_id"))))
                .hasSize(300)
                .contains("\ud83d\ude00-0", "\ud83d\ude00-299");
    }
}
