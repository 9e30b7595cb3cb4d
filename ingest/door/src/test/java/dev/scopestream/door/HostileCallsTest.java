package dev.scopestream.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls whose envelope is wrong, not their fields: the sender's fault by status and by words. No generator runs. */
class HostileCallsTest {
    private static final int UNPACKED = 64 << 20;

    @TempDir
    private static Path directory;

    private static Stack stack;
    private static DoorHandle door;

    @BeforeAll
    static void start() throws Exception {
        stack = new Stack(directory, false);
        door = stack.door(
                Map.of("scope.door.files.directory", directory.resolve("files").toString()));
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    private static JsonNode refused(int status, String path, byte[] body, String... headers) throws Exception {
        HttpRequest.Builder request = stack.request(door, path).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        HttpResponse<String> response = stack.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonNode error = Stack.json(response.body()).get("error");
        assertThat(error.get("type").asText()).isEqualTo("invalid_request_error");
        return error.get("message");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] packed(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(utf8(text));
        }
        return bytes.toByteArray();
    }

    @Test
    void shouldRefuseAFormThatDoesNotSayItsBoundary() throws Exception {
        for (String type : new String[] {"multipart/form-data", "multipart/form-data; boundary="}) {
            assertThat(refused(400, "/v1/files", utf8("x"), "Content-Type", type)
                            .asText())
                    .contains("multipart/form-data");
        }
    }

    @Test
    void shouldRefuseWhatIsNotPackedAsItSays() throws Exception {
        for (String path : new String[] {"/v1/completions", "/v1/chat/completions", "/v1/batches"}) {
            assertThat(refused(400, path, utf8("{\"prompt\": \"x\"}"), "Content-Encoding", "gzip")
                            .asText())
                    .as(path)
                    .contains("can't be unpacked");
        }
        byte[] form = utf8(BatchCalls.form("batch", "x"));
        refused(400, "/v1/files", form, "Content-Encoding", "gzip", "Content-Type", "multipart/form-data; boundary=b");
    }

    @Test
    void shouldNotUnpackMoreThanABodyMayHave() throws Exception {
        String much = "{\"prompt\": \"" + " ".repeat(UNPACKED) + "\"}";
        refused(413, "/v1/completions", packed(much), "Content-Encoding", "gzip");
    }

    @Test
    void shouldSayWhatMayBeTooLarge() throws Exception {
        assertThat(refused(413, "/v1/completions", utf8("{}"), "X-Much", "a".repeat(20_000))
                        .asText())
                .contains("headers");
    }

    @Test
    void shouldSayThatThereIsNoBody() throws Exception {
        for (String path : new String[] {"/v1/completions", "/v1/chat/completions", "/v1/batches"}) {
            assertThat(refused(400, path, new byte[0]).asText()).isEqualTo("the body is missing");
        }
    }
}
