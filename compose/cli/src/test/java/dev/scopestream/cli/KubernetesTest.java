package dev.scopestream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scopestream.client.TopicPlan;
import dev.scopestream.client.TopicSpec;
import dev.scopestream.door.config.KnownDoorOptions;
import dev.scopestream.events.Topics;
import dev.scopestream.generator.config.KnownOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The manifests say what the services understand. */
class KubernetesTest {
    private static Map<String, String> environment(JsonNode workload) {
        JsonNode container = workload.at("/spec/template/spec/containers/0");
        return StreamSupport.stream(container.get("env").spliterator(), false)
                .collect(Collectors.toMap(
                        e -> e.get("name").asText(), e -> e.path("value").asText()));
    }

    @Test
    void shouldSetOptionsThatThereAre() throws IOException {
        List<String> known = KnownOptions.names().stream()
                .map(name -> name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'))
                .toList();
        assertThat(environment(Manifests.one("generator.yaml", "StatefulSet")).keySet())
                .contains("SCOPE_INSTANCE_ID", "SCOPE_STATIC_MEMBERSHIP")
                .filteredOn(name -> name.startsWith("SCOPE_"))
                .isSubsetOf(known);
        assertThat(environment(Manifests.one("scorer.yaml", "Deployment")))
                .containsKeys("SCORER_STATE_DIR", "MICRONAUT_SERVER_HOST");
        List<String> ofTheDoor = KnownDoorOptions.all().keySet().stream()
                .map(name -> name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'))
                .toList();
        assertThat(environment(Manifests.one("door.yaml", "Deployment")).keySet())
                .contains("SCOPE_DOOR_TOKENS_FILE", "MICRONAUT_SERVER_HOST")
                .filteredOn(name -> name.startsWith("SCOPE_"))
                .isSubsetOf(ofTheDoor);
    }

    @Test
    void shouldGiveAPodMoreTimeToEndThanItsDrainingTakes() throws IOException {
        JsonNode set = Manifests.one("generator.yaml", "StatefulSet");
        Duration drain = Duration.parse("PT" + environment(set).get("SCOPE_DRAIN_BUDGET"));
        assertThat(set.at("/spec/template/spec/terminationGracePeriodSeconds").asLong())
                .isGreaterThanOrEqualTo(drain.toSeconds() + 10);
    }

    @Test
    void shouldScaleTheGeneratorsUpToTheNumberOfPartitions() throws IOException {
        JsonNode scaled = Manifests.one("keda.yaml", "ScaledObject");
        JsonNode set = Manifests.one("generator.yaml", "StatefulSet");
        assertThat(scaled.at("/spec/scaleTargetRef/kind").asText()).isEqualTo("StatefulSet");
        assertThat(scaled.at("/spec/scaleTargetRef/name").asText())
                .isEqualTo(set.at("/metadata/name").asText());
        TopicSpec prompts = TopicPlan.bundled().topics().stream()
                .filter(topic -> topic.name().equals(Topics.PROMPTS))
                .findFirst()
                .orElseThrow();
        assertThat(scaled.at("/spec/maxReplicaCount").asInt()).isEqualTo(prompts.partitions());
        JsonNode kafka = scaled.at("/spec/triggers/0/metadata");
        assertThat(kafka.get("topic").asText()).isEqualTo(Topics.PROMPTS);
        assertThat(kafka.get("consumerGroup").asText()).isEqualTo("scope-generators");
        assertThat(scaled.at("/spec/triggers/1/metadata/query").asText()).isEqualTo("sum(scope_held_records)");
        assertThat(scaled.at("/spec/triggers/2/metadata/query").asText())
                .isEqualTo("max(scope_backlog_oldest_seconds)");
        assertThat(scaled.at("/spec/triggers/2/metricType").asText()).isEqualTo("Value");
    }

    @Test
    void shouldRunACommandThatThereIs() throws IOException {
        JsonNode arguments = Manifests.one("topics.yaml", "Job").at("/spec/template/spec/containers/0/args");
        String[] words = StreamSupport.stream(arguments.spliterator(), false)
                .map(JsonNode::asText)
                .toArray(String[]::new);
        assertThat(Main.commandLine().parseArgs(words).hasSubcommand()).isTrue();
    }
}
