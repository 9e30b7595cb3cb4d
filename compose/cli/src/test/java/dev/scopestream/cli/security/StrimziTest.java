package dev.scopestream.cli.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scopestream.cli.Manifests;
import dev.scopestream.client.TopicPlan;
import dev.scopestream.client.TopicSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

/** Strimzi's resources say what topics.yaml and the documentation's table of rights say. */
class StrimziTest {
    private static List<JsonNode> resources(String kind) throws IOException {
        return Manifests.of("strimzi.yaml").stream()
                .filter(resource -> resource.get("kind").asText().equals(kind))
                .toList();
    }

    @Test
    void shouldHaveTheTopicsOfTopicsYaml() throws IOException {
        List<TopicSpec> topics = new ArrayList<>();
        for (JsonNode topic : resources("KafkaTopic")) {
            Map<String, String> configs = new LinkedHashMap<>();
            topic.at("/spec/config")
                    .properties()
                    .forEach(config ->
                            configs.put(config.getKey(), config.getValue().asText()));
            topics.add(new TopicSpec(
                    topic.at("/metadata/name").asText(),
                    topic.at("/spec/partitions").asInt(),
                    (short) topic.at("/spec/replicas").asInt(),
                    configs));
        }
        assertThat(topics)
                .as("compose/kubernetes/strimzi.yaml against topics.yaml")
                .containsExactlyElementsOf(TopicPlan.bundled().topics());
    }

    @Test
    void shouldGiveUsersTheRightsOfTheDocumentation() throws IOException {
        List<AclBinding> rights = new ArrayList<>();
        for (JsonNode user : resources("KafkaUser")) {
            String principal = user.at("/metadata/name").asText().replaceFirst("^scopestream-", "User:");
            for (JsonNode acl : user.at("/spec/authorization/acls")) {
                ResourcePattern pattern = pattern(acl.get("resource"));
                acl.get("operations")
                        .forEach(operation -> rights.add(new AclBinding(
                                pattern,
                                new AccessControlEntry(
                                        principal, "*", operation(operation), AclPermissionType.ALLOW))));
            }
        }
        assertThat(rights)
                .as("compose/kubernetes/strimzi.yaml against the table of rights")
                .containsExactlyInAnyOrderElementsOf(Access.readme());
    }

    private static ResourcePattern pattern(JsonNode resource) {
        return new ResourcePattern(
                ResourceType.valueOf(words(resource.get("type").asText())),
                resource.get("name").asText(),
                resource.get("patternType").asText().equals("prefix") ? PatternType.PREFIXED : PatternType.LITERAL);
    }

    private static AclOperation operation(JsonNode name) {
        return AclOperation.fromString(words(name.asText()));
    }

    /** {@code DescribeConfigs} as {@code DESCRIBE_CONFIGS}. */
    private static String words(String camelCase) {
        return camelCase.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
    }
}
