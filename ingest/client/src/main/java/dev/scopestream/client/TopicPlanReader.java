package dev.scopestream.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a topic plan strictly: every name must be known, every value of its kind. */
final class TopicPlanReader {
    private static final YAMLMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
    private static final int MOST_PARTITIONS = 10_000;

    private final String source;

    private TopicPlanReader(String source) {
        this.source = source;
    }

    static TopicPlan read(byte[] yaml, String source) {
        return new TopicPlanReader(source).read(yaml);
    }

    private TopicPlan read(byte[] yaml) {
        JsonNode root;
        try {
            root = YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
            throw new TopicException(source + " is not YAML: " + e.getOriginalMessage() + where, e);
        } catch (IOException e) {
            throw new TopicException(source + " can't be read: " + e.getMessage(), e);
        }
        only(root, "the file", Set.of("replication", "topics"));
        JsonNode list = root.path("topics");
        if (!list.isArray() || list.isEmpty()) {
            throw wrong("topics", "must be a list of topics");
        }
        List<TopicSpec> topics = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            TopicSpec topic = topic(list.get(i), "topics[" + i + "]", root.get("replication"));
            if (!names.add(topic.name())) {
                throw wrong("topics[" + i + "].name", topic.name() + " is there twice");
            }
            topics.add(topic);
        }
        return new TopicPlan(topics);
    }

    private TopicSpec topic(JsonNode node, String at, JsonNode replication) {
        only(node, at, Set.of("name", "partitions", "replication", "configs"));
        JsonNode name = node.path("name");
        if (!name.isTextual()
                || !NAME.matcher(name.textValue()).matches()
                || name.textValue().matches("\\.\\.?")) {
            throw wrong(at + ".name", "must be 1 to 249 of the characters a-z A-Z 0-9 . _ -, is " + name);
        }
        JsonNode copies = node.has("replication") ? node.get("replication") : replication;
        return new TopicSpec(
                name.textValue(),
                whole(node.get("partitions"), at + ".partitions", MOST_PARTITIONS),
                (short) whole(copies, at + ".replication", Short.MAX_VALUE),
                configs(node.get("configs"), at + ".configs"));
    }

    private Map<String, String> configs(JsonNode node, String at) {
        Map<String, String> configs = new LinkedHashMap<>();
        if (node == null) {
            return configs;
        }
        if (!node.isObject()) {
            throw wrong(at, "must be a map of settings, is " + node);
        }
        node.properties().forEach(e -> {
            if (!e.getValue().isValueNode() || e.getValue().isNull()) {
                throw wrong(at + "." + e.getKey(), "must be a single value, is " + e.getValue());
            }
            configs.put(e.getKey(), e.getValue().asText());
        });
        if (configs.containsKey(TopicSpec.MIN_ISR)) {
            whole(node.get(TopicSpec.MIN_ISR), at + "." + TopicSpec.MIN_ISR, Short.MAX_VALUE);
        }
        return configs;
    }

    private int whole(JsonNode node, String at, int most) {
        if (node == null || !node.isIntegralNumber() || !node.canConvertToInt()) {
            throw wrong(at, "must be a whole number, is " + (node == null ? "missing" : node));
        }
        if (node.intValue() < 1 || node.intValue() > most) {
            throw wrong(at, "must be from 1 to " + most + ", is " + node);
        }
        return node.intValue();
    }

    private void only(JsonNode node, String at, Set<String> names) {
        if (!node.isObject()) {
            throw wrong(at, "must be a map of " + names.stream().sorted().toList());
        }
        node.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                throw wrong(
                        at,
                        "has '" + name + "', known are "
                                + names.stream().sorted().toList());
            }
        });
    }

    private TopicException wrong(String at, String what) {
        return new TopicException(source + ": " + at + ": " + what);
    }
}
