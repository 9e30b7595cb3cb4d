package dev.scopestream.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The calls and what their senders see, through a real generator. */
class CallsTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String COMPLETIONS = "/v1/completions";

    @TempDir
    private static Path directory;

    private static Stack stack;
    private static DoorHandle door;

    @BeforeAll
    static void start() throws Exception {
        stack = new Stack(directory);
        door = stack.door(Map.of("scope.door.models", "longgen-tiny"));
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void shouldAnswerAChat() throws Exception {
        HttpResponse<String> response = stack.post(door, CHAT, Stack.chat(", \"kv\": {\"prefill\": \"h2o\"}"));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode body = Stack.json(response.body());
        assertThat(body.get("object").asText()).isEqualTo("chat.completion");
        assertThat(body.get("model").asText()).isEqualTo("longgen-tiny");
        assertThat(body.at("/choices/0/message/role").asText()).isEqualTo("assistant");
        assertThat(body.at("/choices/0/message/content").asText()).startsWith(Stack.FIRST);
        assertThat(body.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(body.at("/usage/prompt_tokens").asInt()).isEqualTo(44);
        assertThat(body.at("/usage/total_tokens").asInt())
                .isEqualTo(44 + body.at("/usage/completion_tokens").asInt());
        assertThat(body.at("/usage/completion_tokens_details/reasoning_tokens").isInt())
                .isTrue();
        assertThat(body.at("/kv/policy").asText()).isEqualTo("h2o+none");
        assertThat(response.headers().firstValue("x-request-id"))
                .contains(body.get("id").asText());
    }

    @Test
    void shouldAnswerACompletion() throws Exception {
        HttpResponse<String> response =
                stack.post(door, COMPLETIONS, Stack.completion(", \"stop\": \"\\n\", \"user\": \"u\""));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode body = Stack.json(response.body());
        assertThat(body.get("object").asText()).isEqualTo("text_completion");
        assertThat(body.at("/choices/0/text").asText()).isEqualTo(Stack.FIRST);
    }

    @Test
    void shouldStreamAChat() throws Exception {
        HttpResponse<String> response =
                stack.post(door, CHAT, Stack.chat(", \"stream\": true, \"stream_options\": {\"include_usage\": true}"));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
        List<String> data = Stack.data(response.body());
        assertThat(data).hasSizeGreaterThan(4).last().isEqualTo("[DONE]");
        StringBuilder text = new StringBuilder();
        for (String event : data.subList(0, data.size() - 1)) {
            JsonNode node = Stack.json(event);
            assertThat(node.get("object").asText()).isEqualTo("chat.completion.chunk");
            assertThat(node.get("model").asText()).isEqualTo("longgen-tiny");
            text.append(node.at("/choices/0/delta/content").asText(""));
        }
        assertThat(text.toString()).startsWith(Stack.FIRST);
        String whole = Stack.json(stack.post(door, CHAT, Stack.chat("")).body())
                .at("/choices/0/message/content")
                .asText();
        assertThat(text.toString()).isEqualTo(whole);
        assertThat(Stack.json(data.get(0)).at("/choices/0/delta/role").asText()).isEqualTo("assistant");
        JsonNode end = Stack.json(data.get(data.size() - 3));
        assertThat(end.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        JsonNode usage = Stack.json(data.get(data.size() - 2));
        assertThat(usage.get("choices")).isEmpty();
        assertThat(usage.at("/usage/prompt_tokens").asInt()).isEqualTo(44);
    }

    @Test
    void shouldStreamACompletion() throws Exception {
        List<String> data = Stack.data(stack.post(door, COMPLETIONS, Stack.completion(", \"stream\": true"))
                .body());

        assertThat(data).last().isEqualTo("[DONE]");
        StringBuilder text = new StringBuilder();
        for (String event : data.subList(0, data.size() - 1)) {
            JsonNode node = Stack.json(event);
            assertThat(node.has("usage")).isFalse();
            text.append(node.at("/choices/0/text").asText());
        }
        assertThat(text.toString()).startsWith(Stack.FIRST);
    }

    @ParameterizedTest(name = "{1} {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // known from the body alone
                CHAT + "|400||hello",
                CHAT + "|400||[]",
                CHAT + "|400|messages|{\"prompt\": \"x\"}",
                COMPLETIONS + "|400|prompt|{\"messages\": [{\"role\": \"user\", \"content\": \"x\"}]}",
                COMPLETIONS + "|400|prompt|{}",
                COMPLETIONS + "|400|n|{\"prompt\": \"x\", \"n\": 0}",
                COMPLETIONS + "|400|best_of|{\"prompt\": \"x\", \"best_of\": 3}",
                COMPLETIONS + "|400|presence_penalty|{\"prompt\": \"x\", \"presence_penalty\": 0.5}",
                COMPLETIONS
                        + "|400|response_format|{\"prompt\": \"x\", \"response_format\": {\"type\": \"json_object\"}}",
                COMPLETIONS + "|400|kv.capcity|{\"prompt\": \"x\", \"kv\": {\"capcity\": 128}}",
                COMPLETIONS + "|400|stream|{\"prompt\": \"x\", \"stream\": 1}",
                COMPLETIONS + "|400|stream_options|{\"prompt\": \"x\", \"stream_options\": {\"include_usage\": true}}",
                COMPLETIONS + "|400|id|{\"prompt\": \"x\", \"id\": \"mine\"}",
                CHAT
                        + "|400|tools|{\"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"tools\": [{\"type\": \"function\"}]}",
                CHAT
                        + "|400|messages[0].content[0].type|{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"image_url\"}]}]}",
                // known to the generator: its dead letter says so
                COMPLETIONS + "|400|kv.prefill|{\"prompt\": \"x\", \"kv\": {\"prefill\": \"magic\"}}",
                COMPLETIONS + "|400|kv.prefill|{\"prompt\": \"x\", \"stream\": true, \"kv\": {\"prefill\": \"magic\"}}",
                COMPLETIONS + "|404|model|{\"prompt\": \"x\", \"model\": \"gpt-9\"}",
                "/v1/embeddings|404||{}",
                "/v1/models|405||{}",
            })
    void shouldSayWhatIsWrongAndWhere(String path, int status, String param, String body) throws Exception {
        HttpResponse<String> response = stack.post(door, path, body);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonNode error = Stack.json(response.body()).get("error");
        assertThat(error.get("message").asText()).isNotBlank();
        assertThat(error.get("type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.get("param").textValue()).isEqualTo(param);
        assertThat(error.has("code")).isTrue();
    }

    /** The page's own examples, word for word. */
    @Test
    void shouldAnswerWhatTheReadmeSays() throws Exception {
        List<String> lines = Files.readString(Path.of("README.md"))
                .transform(page -> page.substring(page.indexOf("```text\n") + "```text\n".length()))
                .transform(rest -> rest.substring(0, rest.indexOf("```")))
                .lines()
                .toList();
        assertThat(lines).hasSize(6);
        for (int i = 0; i < lines.size(); i += 2) {
            HttpResponse<String> response = stack.post(door, COMPLETIONS, lines.get(i));
            assertThat(response.statusCode() + " " + response.body()).isEqualTo(lines.get(i + 1));
        }
    }

    @Test
    void shouldSayWhichDeadlinePassed() throws Exception {
        HttpResponse<String> response = stack.post(door, COMPLETIONS, Stack.completion(", \"deadline_ms\": 1"));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(408);
        assertThat(Stack.json(response.body()).at("/error/param").asText()).isEqualTo("deadline_ms");
    }

    @Test
    void shouldTakeNoBodyThatNoPromptCanBe() throws Exception {
        HttpResponse<String> response = stack.post(door, COMPLETIONS, "{\"prompt\": \"" + "a".repeat(2 << 20) + "\"}");

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(Stack.json(response.body()).at("/error/code").asText()).isEqualTo("body_too_large");
    }

    @Test
    void shouldTakeNothingButJson() throws Exception {
        HttpRequest form = HttpRequest.newBuilder(door.uri().resolve(COMPLETIONS))
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString(Stack.completion("")))
                .build();
        HttpResponse<String> response = stack.http.send(form, HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(Stack.json(response.body()).at("/error/type").asText()).isEqualTo("invalid_request_error");
    }

    @Test
    void shouldNameTheModels() throws Exception {
        JsonNode all = Stack.json(stack.get(door, "/v1/models").body());
        assertThat(all.get("object").asText()).isEqualTo("list");
        assertThat(all.at("/data/0/id").asText()).isEqualTo("longgen-tiny");
        assertThat(Stack.json(stack.get(door, "/v1/models/longgen-tiny").body())
                        .get("object")
                        .asText())
                .isEqualTo("model");
        HttpResponse<String> none = stack.get(door, "/v1/models/ORG/NAME");
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(Stack.json(none.body()).at("/error/code").asText()).isEqualTo("model_not_found");
    }

    @Test
    void shouldNameTheModelsOfTheGeneratorsThatRunAndHoldBackByTheirGroup() throws Exception {
        DoorHandle asking = stack.door(Map.of("scope.door.max-lag", 1));
        assertThat(models(asking)).containsExactly("longgen-tiny");
        // an instance of another model that serves nothing: all prompts on the topic wait for it
        try (Consumer<byte[], byte[]> other = stack.member("scope-generators-model-other", "one;model=other")) {
            Stack.await("the other model is there", () -> {
                other.poll(Duration.ofMillis(20));
                return models(asking).contains("other");
            });
            for (int i = 0; i < 2; i++) {
                assertThat(stack.post(asking, COMPLETIONS, Stack.completion("")).statusCode())
                        .isEqualTo(200);
            }
            HttpResponse<String> late = stack.post(asking, COMPLETIONS, "{\"model\": \"other\", \"prompt\": \"x\"}");
            assertThat(late.statusCode()).as(late.body()).isEqualTo(429);
            assertThat(late.body()).contains("scope.door.max-lag");
            assertThat(Integer.parseInt(late.headers().firstValue("Retry-After").orElseThrow()))
                    .isBetween(1, 60);
        }
        Stack.await("the other model is gone", () -> models(asking).equals(List.of("longgen-tiny")));
        asking.close();
    }

    private static List<String> models(DoorHandle asked) {
        try {
            return Stack.json(stack.get(asked, "/v1/models").body()).at("/data").findValuesAsText("id");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldSayThatItIsWellAndCount() throws Exception {
        assertThat(stack.post(door, COMPLETIONS, Stack.completion("")).statusCode())
                .isEqualTo(200);
        assertThat(stack.get(door, "/health").body()).contains("\"status\":\"UP\"");
        assertThat(stack.get(door, "/prometheus").body())
                .containsPattern("scope_door_requests_total\\{path=\"/v1/completions\",status=\"200\"} [1-9]")
                .contains("scope_door_open 0.0");
    }
}
