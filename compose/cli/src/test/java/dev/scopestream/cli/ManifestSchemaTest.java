package dev.scopestream.cli;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The manifests have the fields that Kubernetes' own models have, and what a careful cluster asks of a pod. */
class ManifestSchemaTest {
    private static final Map<String, Schema> SCHEMAS = Map.ofEntries(
            entry("v1 Service", V1Service::validateJsonElement),
            entry("apps/v1 StatefulSet", V1StatefulSet::validateJsonElement),
            entry("apps/v1 Deployment", V1Deployment::validateJsonElement),
            entry("batch/v1 Job", V1Job::validateJsonElement),
            entry("policy/v1 PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement),
            entry("networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy::validateJsonElement));
    /** Of operators: their models aren't Kubernetes'. */
    private static final Set<String> CUSTOM =
            Set.of("keda.sh/v1alpha1 ScaledObject", "kafka.strimzi.io/v1 KafkaTopic", "kafka.strimzi.io/v1 KafkaUser");

    /** Says no to fields that aren't there, are missing, or have another type. */
    private interface Schema {
        void validate(JsonElement manifest) throws IOException;
    }

    private static String kind(JsonNode manifest) {
        return manifest.get("apiVersion").asText() + " " + manifest.get("kind").asText();
    }

    private static void validate(JsonNode manifest) throws IOException {
        SCHEMAS.get(kind(manifest)).validate(JsonParser.parseString(manifest.toString()));
    }

    @Test
    void shouldBeWhatKubernetesReads() throws IOException {
        for (JsonNode manifest : Manifests.all()) {
            if (!CUSTOM.contains(kind(manifest))) {
                assertThat(SCHEMAS).containsKey(kind(manifest));
                validate(manifest);
            }
        }
    }

    @Test
    void shouldNoticeAFieldThatKubernetesDoesNotHave() throws IOException {
        JsonNode set = Manifests.one("generator.yaml", "StatefulSet");
        ((ObjectNode) set.at("/spec/template/spec/containers/0")).put("livenesProbe", 1);

        assertThatThrownBy(() -> validate(set)).hasMessageContaining("livenesProbe");
    }

    @Test
    void shouldGivePodsNoMoreThanTheyNeed() throws IOException {
        int pods = 0;
        for (JsonNode manifest : Manifests.all()) {
            JsonNode pod = manifest.at("/spec/template/spec");
            if (pod.isMissingNode()) {
                continue;
            }
            pods++;
            assertThat(pod.get("automountServiceAccountToken").asBoolean(true)).isFalse();
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/securityContext/runAsUser").asInt()).isEqualTo(imageUser());
            assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            for (JsonNode container : pod.get("containers")) {
                assertThat(container
                                .at("/securityContext/readOnlyRootFilesystem")
                                .asBoolean())
                        .isTrue();
                assertThat(container
                                .at("/securityContext/allowPrivilegeEscalation")
                                .asBoolean(true))
                        .isFalse();
                assertThat(container.at("/securityContext/capabilities/drop/0").asText())
                        .isEqualTo("ALL");
                assertThat(container.at("/resources/limits/memory").isMissingNode())
                        .isFalse();
            }
        }
        assertThat(pods).isEqualTo(4);
    }

    private static int imageUser() throws IOException {
        return Files.readString(Repository.root().resolve("compose/Dockerfile"))
                .lines()
                .filter(line -> line.startsWith("USER "))
                .mapToInt(line -> Integer.parseInt(line.substring("USER ".length())))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldKeepOthersOffThePods() throws IOException {
        Set<String> guarded = Set.copyOf(Manifests.of("network.yaml").stream()
                .map(policy -> policy.at("/spec/podSelector/matchLabels/app").asText())
                .toList());
        for (JsonNode manifest : Manifests.all()) {
            JsonNode labels = manifest.at("/spec/template/metadata/labels");
            if (!labels.isMissingNode()) {
                assertThat(guarded).contains(labels.get("app").asText());
            }
        }
    }
}
