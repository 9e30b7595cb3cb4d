package dev.scopestream.door.batch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.scopestream.client.openai.Endpoint;
import dev.scopestream.events.InvalidEventException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The body of {@code POST /v1/batches}.
 *
 * @param outputSeconds how long the outputs are kept; 0: as long as may be
 */
record BatchForm(
        String inputFileId,
        Endpoint endpoint,
        String completionWindow,
        Duration window,
        Map<String, String> metadata,
        long outputSeconds) {
    private static final Set<String> NAMES =
            Set.of("input_file_id", "endpoint", "completion_window", "metadata", "output_expires_after");
    private static final Pattern WINDOW = Pattern.compile("([1-9]\\d{0,5})([smhd])");
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final int PAIRS = 16;
    private static final int KEY_CHARS = 64;
    private static final int VALUE_CHARS = 512;
    private static final int LEAST_SECONDS = 3600;
    private static final int MOST_SECONDS = 2_592_000;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(8)
                            .maxStringLength(10_000)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** @throws InvalidEventException naming the field that is wrong */
    static BatchForm read(byte[] json) {
        JsonNode body = tree(json);
        body.properties().forEach(field -> {
            String name = field.getKey();
            if (!NAMES.contains(name)) {
                throw new InvalidEventException(
                        name.length() <= KEY_CHARS ? name : "$", "is no field of a batch: " + NAMES);
            }
        });
        String endpoint = text(body, "endpoint");
        String completionWindow = text(body, "completion_window");
        return new BatchForm(
                text(body, "input_file_id"),
                Endpoint.of(endpoint)
                        .orElseThrow(() -> new InvalidEventException(
                                "endpoint", "must be " + Endpoint.CHAT.path() + " or " + Endpoint.COMPLETIONS.path())),
                completionWindow,
                window(completionWindow),
                metadata(body.path("metadata")),
                outputSeconds(body.path("output_expires_after")));
    }

    private static JsonNode tree(byte[] json) {
        try {
            JsonNode body = JSON.readTree(json);
            if (!body.isObject()) {
                throw new InvalidEventException("$", "is not a JSON object");
            }
            return body;
        } catch (IOException e) {
            throw new InvalidEventException("$", "is not JSON");
        }
    }

    private static String text(JsonNode body, String name) {
        if (!body.path(name).isTextual()) {
            throw new InvalidEventException(name, "is missing, must be a string");
        }
        return body.path(name).textValue();
    }

    private static Duration window(String text) {
        Matcher parts = WINDOW.matcher(text);
        Duration window = Duration.ZERO;
        if (parts.matches()) {
            long count = Long.parseLong(parts.group(1));
            window = switch (parts.group(2)) {
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
            };
        }
        if (window.isZero() || window.compareTo(LONGEST) > 0) {
            throw new InvalidEventException("completion_window", "must be such as 24h, from 1s to 7d");
        }
        return window;
    }

    private static Map<String, String> metadata(JsonNode node) {
        Map<String, String> metadata = new TreeMap<>();
        if (node.isMissingNode() || node.isNull()) {
            return metadata;
        }
        if (!node.isObject() || node.size() > PAIRS) {
            throw new InvalidEventException("metadata", "must be an object of at most " + PAIRS + " strings");
        }
        node.properties().forEach(pair -> {
            String value = pair.getValue().textValue();
            if (value == null || value.length() > VALUE_CHARS || pair.getKey().length() > KEY_CHARS) {
                throw new InvalidEventException(
                        "metadata",
                        "must have keys of at most " + KEY_CHARS + " characters and strings of at most " + VALUE_CHARS);
            }
            metadata.put(pair.getKey(), value);
        });
        return metadata;
    }

    private static long outputSeconds(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return 0;
        }
        JsonNode seconds = node.path("seconds");
        if (!node.path("anchor").asText().equals("created_at")
                || !seconds.isInt()
                || seconds.intValue() < LEAST_SECONDS
                || seconds.intValue() > MOST_SECONDS) {
            throw new InvalidEventException(
                    "output_expires_after",
                    "must have the anchor created_at and from " + LEAST_SECONDS + " to " + MOST_SECONDS + " seconds");
        }
        return seconds.intValue();
    }
}
