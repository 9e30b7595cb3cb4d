package dev.scopestream.scorer.page;

import static dev.scopestream.scorer.stream.TestKafka.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.events.ChunkEvent;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.Topics;
import dev.scopestream.scorer.ScorerApplication;
import dev.scopestream.scorer.ScorerHandle;
import dev.scopestream.scorer.stream.ScorerRecords;
import dev.scopestream.scorer.stream.TestKafka;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who sees and sends what over HTTP. */
class PageHttpTest {
    private static final String TOKEN = "sesame-open-sesame";
    private static final String PROMPT =
            "{\"prompt\": \"hello\", \"max_tokens\": 8, \"kv\": {\"prefill\": \"h2o\", \"decode\": \"slide\"}}";

    @TempDir
    private static Path directory;

    private static TestKafka kafka;
    private static ScorerHandle open;
    private static ScorerHandle guarded;

    @BeforeAll
    static void start() throws Exception {
        kafka = new TestKafka(directory.resolve("broker"));
        kafka.createTopics();
        open = scorer("open", Map.of());
        guarded = scorer("guarded", Map.of("scorer.page.token", TOKEN, "scorer.page.prompts", true));
        PromptEvent prompt =
                PromptEvent.builder().id("a/1").prompt("secret").maxTokens(5).build();
        kafka.produce(Topics.PROMPTS, "a/1", EventCodec.PROMPT.encode(prompt));
        kafka.produce(
                Topics.CHUNKS, "a/1", EventCodec.CHUNK.encode(new ChunkEvent("a/1", 1, 0, "<b>piece</b>", 2, false)));
        kafka.produce(Topics.RESULTS, "a/2", EventCodec.RESULT.encode(ScorerRecords.result("a/2", "h2o+slide", "all")));
        for (ScorerHandle scorer : new ScorerHandle[] {open, guarded}) {
            await(() -> get(scorer, "/api/requests?text=a/").body().contains("RUNNING")
                    && get(scorer, "/api/requests?text=a/2").body().contains("FINISHED"));
        }
    }

    @AfterAll
    static void stop() {
        open.close();
        guarded.close();
        kafka.close();
    }

    @Test
    void shouldShowARequestAndItsNews() throws Exception {
        JsonNode one = json(get(guarded, "/api/requests/one?id=a%2F1"));
        assertThat(one.at("/prompt/0/text").asText()).isEqualTo("secret");
        assertThat(json(get(guarded, "/api/requests/one?id=a%2F2")).get("text").asText())
                .isEqualTo("all");
        try (Socket socket = ask(guarded, "GET", "/api/requests/events?id=a%2F1", Map.of(), "");
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (!line.startsWith("data:")) {
                line = lines.readLine();
            }
            JsonNode news = new ObjectMapper().readTree(line.substring("data:".length()));
            assertThat(news.get("text").asText()).isEqualTo("<b>piece</b>");
        }
        assertThat(get(open, "/api/requests/one?id=nobody").status()).isEqualTo(404);
        assertThat(get(open, "/api/requests?state=asleep").status()).isEqualTo(400);
    }

    @Test
    void shouldHidePromptsUnlessTheyMayBeShown() throws Exception {
        assertThat(json(get(open, "/api/requests/one?id=a%2F1"))
                        .get("prompt_hidden")
                        .asText())
                .contains("scorer.page.prompts");
        assertThat(get(open, "/api/requests/record?id=a%2F1&what=prompt").status())
                .isEqualTo(403);
        assertThat(get(open, "/api/requests/record?id=a%2F2&what=ending").body())
                .contains("worker-1");
        assertThat(get(guarded, "/api/requests/record?id=a%2F1&what=prompt").body())
                .contains("secret");
    }

    @Test
    void shouldSendForNobodyWhoMayNot() throws Exception {
        String prompt = PROMPT.replace("8", "7");
        assertThat(post(open, Map.of("Origin", "http://evil.example"), prompt).status())
                .isEqualTo(403);
        assertThat(post(open, Map.of("Origin", "null"), prompt).status()).isEqualTo(403);
        assertThat(post(open, Map.of("Host", "evil.example"), prompt).status()).isEqualTo(403);
        assertThat(post(open, Map.of("Content-Type", "text/plain"), prompt).status())
                .isEqualTo(415);
        assertThat(post(guarded, Map.of(), prompt).status()).isEqualTo(401);
        assertThat(post(guarded, Map.of("Authorization", "Bearer sesame"), prompt)
                        .status())
                .isEqualTo(401);
        assertThat(get(open, "/api/requests").body()).doesNotContain("\"max_tokens\":7");
    }

    @Test
    void shouldSendAPromptTwice() throws Exception {
        Answer wrong = post(guarded, authorized(), PROMPT.replace("\"h2o\"", "7"));
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(json(wrong).get("field").asText()).isEqualTo("kv.prefill");
        assertThat(json(post(guarded, authorized(), PROMPT.replace("8", "8000")))
                        .get("field")
                        .asText())
                .isEqualTo("max_tokens");

        Answer sent = post(guarded, authorized(), PROMPT);
        assertThat(sent.status()).as(sent.body()).isEqualTo(200);
        String id = json(sent).get("full").asText();
        await(() -> get(guarded, "/api/requests?text=" + id).body().contains("allkv"));
        assertThat(json(get(
                                guarded,
                                "/api/requests?text="
                                        + json(sent).get("compressed").asText()))
                        .at("/requests/0/asked/prefill")
                        .asText())
                .isEqualTo("h2o");
    }

    @Test
    void shouldSayThatADeadLetterIsNotThere() throws Exception {
        Answer answer =
                send(guarded, "POST", "/api/dead-letters/replay", authorized(), "{\"partition\":0,\"offset\":7}");
        assertThat(answer.status()).isEqualTo(404);
    }

    private static ScorerHandle scorer(String name, Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>(more);
        properties.put("kafka.bootstrap.servers", kafka.servers());
        properties.put("micronaut.server.port", -1);
        properties.put("scorer.application-id", name);
        properties.put("scorer.partitions", 1);
        properties.put("scorer.state-dir", directory.resolve(name).toString());
        return ScorerApplication.start(properties);
    }

    private static Map<String, String> authorized() {
        return Map.of("Authorization", "Bearer " + TOKEN);
    }

    private record Answer(int status, String body) {}

    private static Answer post(ScorerHandle scorer, Map<String, String> headers, String body) throws IOException {
        return send(scorer, "POST", "/api/try", headers, body);
    }

    private static Answer get(ScorerHandle scorer, String path) {
        try {
            return send(scorer, "GET", path, Map.of(), "");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** By hand, since clients don't let a test choose Host and Origin. */
    private static Answer send(
            ScorerHandle scorer, String method, String path, Map<String, String> headers, String body)
            throws IOException {
        try (Socket socket = ask(scorer, method, path, headers, body)) {
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int end = all.indexOf("\r\n\r\n");
            return new Answer(Integer.parseInt(all.substring(9, 12)), all.substring(end + 4));
        }
    }

    private static Socket ask(ScorerHandle scorer, String method, String path, Map<String, String> headers, String body)
            throws IOException {
        Map<String, String> all = new HashMap<>(Map.of(
                "Host",
                scorer.uri().getAuthority(),
                "Content-Type",
                "application/json",
                "Connection",
                "close",
                "Content-Length",
                Integer.toString(body.length())));
        all.putAll(headers);
        StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        all.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        Socket socket = new Socket(scorer.uri().getHost(), scorer.uri().getPort());
        socket.getOutputStream().write((request + "\r\n" + body).getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private static JsonNode json(Answer answer) throws IOException {
        return new ObjectMapper().readTree(answer.body());
    }
}
