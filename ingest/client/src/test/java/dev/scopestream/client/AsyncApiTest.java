package dev.scopestream.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** ingest/asyncapi.yaml against AsyncAPI's own schema (npm's @asyncapi/specs, Apache-2.0), topics.yaml and the events' schemas. */
class AsyncApiTest {
    private static final Path FILE = Path.of("..", "asyncapi.yaml");

    private static JsonNode document;

    @BeforeAll
    static void read() throws IOException {
        document = new YAMLMapper().readTree(Files.readString(FILE));
    }

    private static JsonSchema asyncApi() throws IOException {
        try (InputStream in = new GZIPInputStream(AsyncApiTest.class.getResourceAsStream("asyncapi-3.0.0.json.gz"))) {
            JsonNode schema = new ObjectMapper().readTree(in);
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(schema);
        }
    }

    @Test
    void shouldBeAnAsyncApiDocument() throws IOException {
        JsonSchema schema = asyncApi();
        ObjectNode broken = document.deepCopy();
        ((ObjectNode) broken.at("/channels/prompts")).put("adress", "scope.prompts");

        assertThat(schema.validate(document)).isEmpty();
        assertThat(schema.validate(broken)).isNotEmpty();
    }

    @Test
    void shouldHaveAChannelForEveryTopicAsItIsPlanned() {
        Map<String, JsonNode> channels = new HashMap<>();
        document.get("channels")
                .forEach(channel -> channels.put(channel.get("address").asText(), channel));

        assertThat(channels.keySet())
                .containsExactlyInAnyOrderElementsOf(TopicPlan.bundled().topics().stream()
                        .map(TopicSpec::name)
                        .toList());
        for (TopicSpec topic : TopicPlan.bundled().topics()) {
            JsonNode kafka = channels.get(topic.name()).at("/bindings/kafka");
            assertThat(kafka.get("topic").asText()).isEqualTo(topic.name());
            assertThat(kafka.get("partitions").asInt()).as(topic.name()).isEqualTo(topic.partitions());
            assertThat(kafka.get("replicas").asInt()).as(topic.name()).isEqualTo(topic.replication());
            JsonNode settings = kafka.get("topicConfiguration");
            assertThat(String.join(
                            ",", new ObjectMapper().convertValue(settings.get("cleanup.policy"), String[].class)))
                    .as(topic.name())
                    .isEqualTo(topic.configs().get("cleanup.policy"));
            assertThat(settings.path("retention.ms").asText(null))
                    .as(topic.name())
                    .isEqualTo(topic.configs().get("retention.ms"));
        }
    }

    @Test
    void shouldHaveAnOperationForEveryChannel() {
        List<String> used = document.get("operations").findValuesAsText("$ref");
        document.get("channels").fieldNames().forEachRemaining(channel -> assertThat(used)
                .contains("#/channels/" + channel));
    }

    @Test
    void shouldReferOnlyToWhatIsThere() throws IOException {
        List<String> files = new ArrayList<>();
        for (String reference : document.findValuesAsText("$ref")) {
            if (reference.startsWith("#")) {
                assertThat(document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse();
            } else {
                Path file = FILE.resolveSibling(reference).normalize();
                assertThat(new ObjectMapper()
                                .readTree(Files.readString(file))
                                .path("$schema")
                                .asText())
                        .as(reference)
                        .endsWith("2020-12/schema");
                files.add(file.getFileName().toString());
            }
        }
        assertThat(files)
                .containsExactlyInAnyOrder(
                        "prompt.json",
                        "dead-letter.json",
                        "chunk.json",
                        "result.json",
                        "reference.json",
                        "accuracy.json",
                        "accuracy-summary.json",
                        "cancel.json");
    }
}
