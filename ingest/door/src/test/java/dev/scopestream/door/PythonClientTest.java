package dev.scopestream.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's Python client as it is published, where there are Python and a package index. */
class PythonClientTest {
    private static final String CLIENT = "openai==1.109.1";
    private static final Path ENVIRONMENT = Path.of("target", "python").toAbsolutePath();

    @TempDir
    private Path directory;

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output;
        try (InputStream in = process.getInputStream()) {
            output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }

    /** Python with the client, in a place of its own that stays for the next time; null: there is none. */
    private static String python() throws InterruptedException {
        String python = ENVIRONMENT.resolve("bin/python").toString();
        try {
            if (!Files.exists(ENVIRONMENT.resolve("bin/openai"))) {
                run("python3", "-m", "venv", ENVIRONMENT.toString());
                run(python, "-m", "pip", "install", "--quiet", CLIENT);
            }
            return python;
        } catch (IOException e) {
            assumeTrue(false, "no Python with " + CLIENT + " here: " + e.getMessage());
            return null;
        }
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void shouldServeTheClientUnchanged() throws Exception {
        String python = python();
        Path script = directory.resolve("client.py");
        try (InputStream in = PythonClientTest.class.getResourceAsStream("client.py")) {
            Files.copy(in, script);
        }
        List<JsonNode> checks = new ArrayList<>();
        try (Stack stack = new Stack(directory)) {
            DoorHandle door = stack.door(Map.of(
                    "scope.door.models",
                    "longgen-tiny",
                    "scope.door.files.directory",
                    directory.resolve("files").toString()));
            for (String line : run(
                            python,
                            script.toString(),
                            "http://localhost:" + door.uri().getPort() + "/v1")
                    .lines()
                    .toList()) {
                checks.add(Stack.json(line));
            }
        }
        assertThat(checks).hasSize(13);
        JsonNode chat = checks.get(0);
        assertThat(chat.get("text").asText()).startsWith(Stack.FIRST);
        assertThat(chat.get("finish").asText()).isEqualTo("stop");
        assertThat(chat.get("prompt_tokens").asInt()).isEqualTo(44);
        assertThat(chat.get("reasoning").asInt()).isZero();
        assertThat(chat.get("policy").asText()).isEqualTo("h2o+none");
        JsonNode stream = checks.get(1);
        assertThat(stream.get("same").asBoolean()).isTrue();
        assertThat(stream.get("finish").asText()).isEqualTo("stop");
        assertThat(stream.get("total").asInt()).isGreaterThan(44);
        assertThat(checks.get(2).get("text").asText()).isEqualTo(Stack.FIRST);
        assertThat(checks.get(2).get("id").asText()).isEqualTo("python-1");
        assertThat(checks.get(3).get("text").asText()).startsWith(Stack.FIRST);
        assertThat(checks.get(4).get("ids").get(0).asText()).isEqualTo("longgen-tiny");
        JsonNode samples = checks.get(5);
        assertThat(samples.get("indexes").toString()).isEqualTo("[0,1,2]");
        assertThat(samples.get("same").asBoolean()).isTrue();
        assertThat(samples.get("tokens").asBoolean()).isTrue();
        assertThat(samples.get("prompt_tokens").asBoolean()).isTrue();
        error(checks.get(6), "NotFoundError", 404, "model");
        error(checks.get(7), "BadRequestError", 400, "kv.prefill");
        error(checks.get(8), "BadRequestError", 400, "n");
        JsonNode batch = checks.get(9);
        assertThat(batch.get("status").asText()).isEqualTo("completed");
        assertThat(batch.get("counts").toString()).isEqualTo("[3,2,1]");
        assertThat(batch.get("texts").get("a").asText()).isEqualTo(Stack.FIRST);
        assertThat(batch.get("texts").size()).isEqualTo(2);
        assertThat(batch.get("errors").get("c").asText()).startsWith("best_of: is not supported");
        JsonNode lists = checks.get(10);
        assertThat(lists.get("batches").toString()).isEqualTo("[true,1]");
        assertThat(lists.get("files").asInt()).isEqualTo(3);
        assertThat(checks.get(11).get("status").asText()).isIn("cancelling", "cancelled");
        assertThat(checks.get(12).get("deleted").asBoolean()).isTrue();
    }

    private static void error(JsonNode check, String type, int status, String param) {
        assertThat(check.get("type").asText()).isEqualTo(type);
        assertThat(check.get("status").asInt()).isEqualTo(status);
        assertThat(check.get("param").asText()).isEqualTo(param);
        assertThat(check.get("message").asText()).startsWith(param + ": ");
    }
}
