package dev.scopestream.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Calls of Files and Batches. */
record BatchCalls(Stack stack) {
    private static final Set<String> ENDS = Set.of("completed", "failed", "expired", "cancelled");

    static String line(String customId, int tokens, String more) {
        return "{\"custom_id\": \"" + customId + "\", \"method\": \"POST\", \"url\": \"/v1/completions\", \"body\":"
                + " {\"model\": \"longgen-tiny\", \"prompt\": \"Question_1: 3+5\\n\\n\", \"max_tokens\": " + tokens
                + more + "}}";
    }

    HttpResponse<String> upload(DoorHandle at, String purpose, String content, String... headers)
            throws IOException, InterruptedException {
        return form(at, HttpRequest.BodyPublishers.ofString(form(purpose, content)), headers);
    }

    /** A form with the boundary b. */
    static String form(String purpose, String content) {
        return "--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\n" + purpose
                + "\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"in.jsonl\"\r\n\r\n" + content
                + "\r\n--b--\r\n";
    }

    /** @param body a form with the boundary b */
    HttpResponse<String> form(DoorHandle at, HttpRequest.BodyPublisher body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = stack.request(at, "/v1/files")
                .setHeader("Content-Type", "multipart/form-data; boundary=b")
                .POST(body);
        return stack.http.send(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(DoorHandle at, String path) throws IOException, InterruptedException {
        return stack.post(at, path, "");
    }

    HttpResponse<String> delete(DoorHandle at, String path) throws IOException, InterruptedException {
        return stack.http.send(stack.request(at, path).DELETE().build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The id of what a response has. */
    static String id(HttpResponse<String> response) {
        try {
            return Stack.json(response.body()).path("id").asText();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    String file(DoorHandle at, List<String> lines, String... headers) throws Exception {
        HttpResponse<String> response = upload(at, "batch", String.join("\n", lines) + "\n", headers);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Stack.json(response.body()).get("id").asText();
    }

    HttpResponse<String> batch(DoorHandle at, String file, String window, String... headers) throws Exception {
        return stack.post(
                at,
                "/v1/batches",
                "{\"input_file_id\": \"" + file + "\", \"endpoint\": \"/v1/completions\", \"completion_window\": \""
                        + window + "\", \"metadata\": {\"who\": \"me\"}}",
                headers);
    }

    JsonNode get(DoorHandle at, String path) {
        try {
            return Stack.json(stack.get(at, path).body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    JsonNode ended(DoorHandle at, HttpResponse<String> created) throws Exception {
        assertThat(created.statusCode()).as(created.body()).isEqualTo(200);
        String id = Stack.json(created.body()).get("id").asText();
        AtomicReference<JsonNode> last = new AtomicReference<>();
        Stack.await("the batch has ended", () -> {
            last.set(get(at, "/v1/batches/" + id));
            return ENDS.contains(last.get().path("status").asText());
        });
        return last.get();
    }

    List<JsonNode> content(DoorHandle at, JsonNode file) throws Exception {
        HttpResponse<String> response = stack.get(at, "/v1/files/" + file.asText() + "/content");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        List<JsonNode> lines = new ArrayList<>();
        for (String line : response.body().lines().toList()) {
            lines.add(Stack.json(line));
        }
        return lines;
    }

    static List<String> ids(List<JsonNode> lines) {
        return lines.stream().map(line -> line.get("custom_id").asText()).toList();
    }
}
