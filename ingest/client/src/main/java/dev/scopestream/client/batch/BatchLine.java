package dev.scopestream.client.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.scopestream.client.openai.Endpoint;
import dev.scopestream.client.openai.OpenAiJson;
import dev.scopestream.client.openai.OpenAiRequest;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.JsonFailure;
import dev.scopestream.events.Limits;
import dev.scopestream.events.PromptEvent;
import java.io.IOException;

/**
 * One request of a batch: {@code {"custom_id", "method": "POST", "url", "body"}}.
 *
 * @param prompt with its id on the topics, see {@link RequestIds}
 */
record BatchLine(String customId, Endpoint endpoint, PromptEvent prompt) {
    private static final JsonMapper JSON = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(100)
                            .maxStringLength(2 * Limits.PROMPT_BYTES)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** A line's custom id as far as it can be read, for the error of a line that is wrong; null: it can't. */
    static String customIdOf(byte[] line) {
        try {
            return JSON.readTree(line).path("custom_id").textValue();
        } catch (IOException e) {
            return null;
        }
    }

    /** @throws InvalidEventException naming the field that is wrong; those of the body by their own paths */
    static BatchLine read(byte[] line, BatchPlan.Rules rules) {
        JsonNode node = tree(line);
        String customId = text(node, "custom_id");
        if (!text(node, "method").equals("POST")) {
            throw new InvalidEventException("method", "must be POST");
        }
        Endpoint endpoint = Endpoint.of(text(node, "url"))
                .orElseThrow(() -> new InvalidEventException(
                        "url", "must be " + Endpoint.CHAT.path() + " or " + Endpoint.COMPLETIONS.path()));
        if (!rules.endpoint().orElse(endpoint).equals(endpoint)) {
            throw new InvalidEventException(
                    "url",
                    "must be the batch's endpoint, " + rules.endpoint().get().path());
        }
        if (!node.path("body").isObject()) {
            throw new InvalidEventException("body", "is missing, must be an object");
        }
        byte[] body = OpenAiJson.bytes(node.get("body"));
        OpenAiRequest request = OpenAiRequest.read(endpoint, body);
        if (request.form().stream()) {
            throw new InvalidEventException("stream", "is not for batches");
        }
        if (request.prompt().id() != null) {
            throw new InvalidEventException("id", "is given by custom_id");
        }
        return new BatchLine(
                customId, endpoint, request.prompt().withId(rules.ids().of(customId, endpoint, body)));
    }

    private static JsonNode tree(byte[] line) {
        try {
            JsonNode node = JSON.readTree(line);
            if (!node.isObject()) {
                throw new InvalidEventException("$", "is not a JSON object");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new InvalidEventException("$", "is not JSON: " + JsonFailure.reason(e));
        } catch (IOException e) {
            throw new InvalidEventException("$", "is not UTF-8");
        }
    }

    private static String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw new InvalidEventException(name, "is missing, must be a string");
        }
        return value.textValue();
    }
}
