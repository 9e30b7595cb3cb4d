package dev.scopestream.scorer.service;

import static dev.scopestream.scorer.stream.ScorerRecords.reference;
import static dev.scopestream.scorer.stream.ScorerRecords.result;
import static dev.scopestream.scorer.stream.ScorerRecords.text;
import static dev.scopestream.scorer.stream.TestKafka.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.scorer.ScorerApplication;
import dev.scopestream.scorer.ScorerHandle;
import dev.scopestream.scorer.stream.Count;
import dev.scopestream.scorer.stream.TestKafka;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole service over HTTP, on a real broker. */
class ScorerApplicationTest {
    private static final Pattern IMPORT = Pattern.compile("from \"\\./([a-z-]+\\.js)\"");

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    @Test
    void shouldNotStartWithAnOptionThatThereIsNotOrAValueThatIsNone() {
        assertThatThrownBy(
                        () -> ScorerApplication.start(Map.of("micronaut.server.port", -1, "scorer.watch.request", 5)))
                .satisfies(e -> assertThat(ScorerApplication.reason(e))
                        .contains("unknown option 'scorer.watch.request'", "the nearest is 'scorer.watch.requests'"));
        assertThatThrownBy(() -> ScorerApplication.start(Map.of("micronaut.server.port", -1, "scorer.threads", "two")))
                .satisfies(e -> assertThat(ScorerApplication.reason(e))
                        .contains("scorer.threads is 'two', must be a whole number"));
    }

    @Test
    void shouldShowWhatItScores() throws Exception {
        try (TestKafka kafka = new TestKafka(directory.resolve("broker"));
                ScorerHandle scorer = ScorerApplication.start(properties(kafka.servers()))) {
            await(() -> scorer.status().trouble().orElse("").contains("topics are missing"));
            HttpResponse<String> early = get(scorer, "accuracy");
            assertThat(early.statusCode()).isEqualTo(503);
            assertThat(json(early).get("error").asText()).contains("scopestream topics apply");
            assertThat(get(scorer, "health").statusCode()).isEqualTo(503);

            kafka.createTopics();
            kafka.send(result("a", "h2o+slide", text(3)), reference("a", 0, 4));
            kafka.send(result("b", "allkv+none", text(4)), reference("b", 0, 4));
            await(() -> scorer.count(Count.SCORED) == 2 && scorer.summaries().size() == 2);

            JsonNode answer = json(get(scorer, "accuracy"));
            assertThat(answer.get("state").asText()).isEqualTo("RUNNING");
            assertThat(answer.get("summaries").get(0).get("policy").asText()).isEqualTo("allkv+none");
            assertThat(answer.get("summaries").get(1).get("aligned_mean").asDouble())
                    .isEqualTo(75);
            assertThat(answer.get("counts").get("scored").asInt()).isEqualTo(2);
            assertThat(get(scorer, "accuracy.csv").body())
                    .isEqualTo("cell,synthetic\r\nallkv+none all,100.0\r\nh2o+slide 135/128/64,75.0\r\n");
            assertThat(get(scorer, "accuracy.csv?score=best").statusCode()).isEqualTo(400);
            assertThat(get(scorer, "accuracy.md").body()).contains("| h2o+slide 135/128/64 | 75.0 / 75.0 |");

            JsonNode health = json(get(scorer, "health"));
            assertThat(health.get("status").asText()).isEqualTo("UP");
            assertThat(health.at("/details/streams/details/state").asText()).isEqualTo("RUNNING");
            assertThat(health.at("/details/streams/details/last_poll_seconds_ago")
                            .isNumber())
                    .isTrue();
            assertThat(get(scorer, "prometheus").body())
                    .contains("scope_scorer_records_total{what=\"scored\"} 2.0")
                    .contains("scope_scorer_up 1.0");
        }
    }

    @Test
    void shouldServeThePageAndAllItNeedsFromItself() throws Exception {
        try (ScorerHandle scorer = ScorerApplication.start(properties("127.0.0.1:1"))) {
            HttpResponse<String> page = get(scorer, "");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
            assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                    .contains("default-src 'none'", "script-src 'self'")
                    .doesNotContain("unsafe");
            assertThat(page.body()).doesNotContain("http://", "https://");
            Set<String> files = new TreeSet<>(Set.of("app.js", "app.css", "theme.js", "vendor/chart.umd.js"));
            Set<String> seen = new HashSet<>();
            while (!seen.containsAll(files)) {
                for (String file : List.copyOf(files)) {
                    if (!seen.add(file)) {
                        continue;
                    }
                    HttpResponse<String> part = get(scorer, file);
                    assertThat(part.statusCode()).as(file).isEqualTo(200);
                    assertThat(part.body()).as(file).doesNotContain("innerHTML").isNotBlank();
                    IMPORT.matcher(part.body()).results().forEach(m -> files.add(m.group(1)));
                }
            }
            assertThat(files).contains("overview.js", "try.js", "format.js");
        }
    }

    @Test
    void shouldSayWhatIsWrongWithItsConfiguration() {
        Map<String, Object> wrong = Map.of("micronaut.server.port", -1, "scorer.threads", 0);
        assertThatThrownBy(() -> ScorerApplication.start(wrong).close())
                .satisfies(e ->
                        assertThat(ScorerApplication.reason(e)).isEqualTo("scorer.threads must be from 1 to 64, is 0"));
    }

    private Map<String, Object> properties(String servers) {
        return Map.of(
                "kafka.bootstrap.servers",
                servers,
                "micronaut.server.port",
                -1,
                "scorer.partitions",
                2,
                "scorer.state-dir",
                directory.resolve("state").toString());
    }

    private HttpResponse<String> get(ScorerHandle scorer, String path) throws Exception {
        URI uri = scorer.uri().resolve("/" + path);
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return new ObjectMapper().readTree(response.body());
    }
}
