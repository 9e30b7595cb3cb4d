package dev.scopestream.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scopestream.client.Followed;
import dev.scopestream.client.ResultFollower;
import dev.scopestream.events.FinishReason;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that go, come again, are too many, or have no token. */
class WaitingTest {
    private static final String COMPLETIONS = "/v1/completions";
    private static final String LONG = ", \"max_tokens\": 4000, \"ignore_eos\": true";

    @TempDir
    private static Path directory;

    private static Stack stack;
    private static DoorHandle door;

    @BeforeAll
    static void start() throws Exception {
        stack = new Stack(directory);
        door = stack.door(Map.of("scope.door.max-open", 6, "scope.door.max-open-per-tenant", 6));
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    private static String body(String more) {
        return "{\"prompt\": \"" + Stack.SUMS + "\"" + more + "}";
    }

    /** The finish reason of the next result. */
    private static FinishReason next(ResultFollower follower) {
        List<FinishReason> reasons = new ArrayList<>();
        Stack.await("a result", () -> {
            for (Followed followed : follower.poll(java.time.Duration.ofMillis(200))) {
                if (followed instanceof Followed.Served served) {
                    reasons.add(served.result().output().finishReason());
                }
            }
            return !reasons.isEmpty();
        });
        assertThat(reasons).hasSize(1);
        return reasons.get(0);
    }

    @Test
    void shouldCancelWhatItsStreamsReaderLeaves() throws Exception {
        try (ResultFollower follower = ResultFollower.open(stack.client(), ResultFollower.From.NOW, false)) {
            HttpRequest request = stack.request(door, COMPLETIONS)
                    .POST(HttpRequest.BodyPublishers.ofString(body(LONG + ", \"stream\": true")))
                    .build();
            try (InputStream in = stack.http
                    .send(request, HttpResponse.BodyHandlers.ofInputStream())
                    .body()) {
                assertThat(in.read()).isEqualTo('d');
            }
            assertThat(next(follower)).isEqualTo(FinishReason.CANCELLED);
        }
        noneShouldBeOpen();
    }

    @Test
    void shouldCancelWhatIsLeftBeforeItsAnswer() throws Exception {
        try (ResultFollower follower = ResultFollower.open(stack.client(), ResultFollower.From.NOW, false)) {
            try (Socket socket = new Socket("localhost", door.uri().getPort())) {
                byte[] body = body(LONG).getBytes(StandardCharsets.UTF_8);
                socket.getOutputStream()
                        .write(("POST " + COMPLETIONS + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json"
                                        + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().write(body);
                Stack.await("the request is open", () -> open() == 1);
            }
            assertThat(next(follower)).isEqualTo(FinishReason.CANCELLED);
        }
        noneShouldBeOpen();
    }

    private static int open() {
        try {
            return stack.get(door, "/prometheus")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("scope_door_open "))
                    .map(line -> (int) Double.parseDouble(line.substring(line.indexOf(' '))))
                    .findFirst()
                    .orElse(-1);
        } catch (java.io.IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void noneShouldBeOpen() {
        Stack.await("nothing is open", () -> open() == 0);
    }

    @Test
    void shouldGiveTheSameResultForTheSameKeyAtEveryDoor() throws Exception {
        String body = body(", \"max_tokens\": 100, \"temperature\": 1.0");
        JsonNode first = Stack.json(stack.post(door, COMPLETIONS, body, "Idempotency-Key", "again-1")
                .body());
        assertThat(first.get("id").asText()).isEqualTo("again-1");
        DoorHandle other = stack.door(Map.of());
        for (DoorHandle one : List.of(door, other)) {
            assertThat(Stack.json(stack.post(one, COMPLETIONS, body, "Idempotency-Key", "again-1")
                            .body()))
                    .isEqualTo(first);
        }
        String streamed = stack.post(
                        other,
                        COMPLETIONS,
                        body.replace("\"temperature\"", "\"stream\": true, \"temperature\""),
                        "Idempotency-Key",
                        "again-1")
                .body();
        assertThat(Stack.json(streamed).at("/error/code").asText())
                .as("another body")
                .isEqualTo("key_reused");
        other.close();
    }

    @Test
    void shouldNotGenerateTwiceWhatTwoAskForByOneKey() throws Exception {
        try (ResultFollower follower = ResultFollower.open(stack.client(), ResultFollower.From.NOW, false)) {
            DoorHandle other = stack.door(Map.of());
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (DoorHandle one : List.of(door, door, other)) {
                answers.add(stack.http.sendAsync(
                        stack.request(one, COMPLETIONS)
                                .header("Idempotency-Key", "both-1")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        body(", \"max_tokens\": 500, \"ignore_eos\": true, \"temperature\": 1.0")))
                                .build(),
                        HttpResponse.BodyHandlers.ofString()));
            }
            assertThat(answers).allSatisfy(answer -> assertThat(answer.join().body())
                    .isEqualTo(answers.get(0).join().body())
                    .contains("\"id\":\"both-1\""));
            assertThat(next(follower)).isEqualTo(FinishReason.LENGTH);
            other.close();
        }
    }

    @Test
    void shouldServeAKeyAgainThatWasRefused() throws Exception {
        assertThat(stack.post(
                                door,
                                COMPLETIONS,
                                body(", \"kv\": {\"prefill\": \"magic\"}"),
                                "Idempotency-Key",
                                "mended-1")
                        .statusCode())
                .isEqualTo(400);
        assertThat(stack.post(door, COMPLETIONS, body(""), "Idempotency-Key", "mended-1")
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> bad = stack.post(door, COMPLETIONS, body(""), "Idempotency-Key", "x".repeat(201));
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(Stack.json(bad.body()).at("/error/param").asText()).isEqualTo("Idempotency-Key");
    }

    @Test
    void shouldTurnAwayWhatIsTooMuch() throws Exception {
        List<InputStream> open = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            open.add(stack.http
                    .send(
                            stack.request(door, COMPLETIONS)
                                    .POST(HttpRequest.BodyPublishers.ofString(body(LONG + ", \"stream\": true")))
                                    .build(),
                            HttpResponse.BodyHandlers.ofInputStream())
                    .body());
        }
        HttpResponse<String> refused = stack.post(door, COMPLETIONS, body(""));
        for (InputStream one : open) {
            one.close();
        }
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(429);
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 60L);
        noneShouldBeOpen();
        assertThat(stack.post(door, COMPLETIONS, body("")).statusCode()).isEqualTo(200);
    }

    @Test
    void shouldGiveUpInTime() throws Exception {
        DoorHandle hasty = stack.door(Map.of("scope.door.timeout", "1s"));
        try (ResultFollower follower = ResultFollower.open(stack.client(), ResultFollower.From.NOW, false)) {
            HttpResponse<String> late = stack.post(hasty, COMPLETIONS, body(LONG));
            assertThat(late.statusCode()).as(late.body()).isEqualTo(504);
            assertThat(next(follower)).isEqualTo(FinishReason.CANCELLED);
        }
        hasty.close();
    }

    @Test
    void shouldAskForATokenAndKeepTenantsApart() throws Exception {
        DoorHandle guarded = stack.door(Map.of("scope.door.tokens", "gold=" + sha("sesame") + ",silver=" + sha("two")));
        HttpResponse<String> nobody = stack.post(guarded, COMPLETIONS, body(""));
        assertThat(nobody.statusCode()).isEqualTo(401);
        assertThat(Stack.json(nobody.body()).at("/error/code").asText()).isEqualTo("invalid_api_key");
        assertThat(stack.get(guarded, "/v1/models").statusCode()).isEqualTo(401);
        assertThat(stack.post(guarded, COMPLETIONS, body(""), "Authorization", "Bearer sesam")
                        .statusCode())
                .isEqualTo(401);
        for (String token : List.of("sesame", "two")) {
            JsonNode answer = Stack.json(stack.post(
                            guarded,
                            COMPLETIONS,
                            body(""),
                            "Authorization",
                            "Bearer " + token,
                            "Idempotency-Key",
                            "shared")
                    .body());
            assertThat(answer.get("id").asText()).isEqualTo((token.equals("two") ? "silver" : "gold") + "/shared");
        }
        guarded.close();
    }

    private static String sha(String token) throws Exception {
        return HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                        .digest(token.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void shouldNotBeOpenToOthersWithoutATokenUnlessToldSo() {
        assertThatThrownBy(() -> stack.door(Map.of("micronaut.server.host", "0.0.0.0")))
                .satisfies(e -> assertThat(DoorApplication.reason(e)).contains("scope.door.tokens"));
        assertThatThrownBy(() -> stack.door(Map.of("scope.door.tokenz", "x")))
                .satisfies(e -> assertThat(DoorApplication.reason(e))
                        .contains("unknown option 'scope.door.tokenz'", "scope.door.tokens-file"));
        assertThatThrownBy(() -> stack.door(Map.of("scope.door.max-open", "many")))
                .satisfies(e -> assertThat(DoorApplication.reason(e)).contains("scope.door.max-open", "whole number"));
    }

    @Test
    void shouldSayThatKafkaIsAway() throws Exception {
        try (DoorHandle lonely =
                DoorApplication.start(Map.of("kafka.bootstrap.servers", "127.0.0.1:1", "micronaut.server.port", -1))) {
            HttpResponse<String> answer = stack.post(lonely, COMPLETIONS, body(""));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(Stack.json(answer.body()).at("/error/type").asText()).isEqualTo("server_error");
            assertThat(stack.get(lonely, "/health").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void shouldNotAnswerToNamesOfOtherMachines() throws Exception {
        try (Socket socket = new Socket("localhost", door.uri().getPort())) {
            socket.getOutputStream()
                    .write("GET /v1/models HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 403")
                    .contains("wrong_host");
        }
    }
}
