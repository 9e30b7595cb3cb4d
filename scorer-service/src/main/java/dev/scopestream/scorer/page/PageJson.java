package dev.scopestream.scorer.page;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.io.UncheckedIOException;

/** The page's JSON: names in snake case, nothing that is null. */
final class PageJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    private PageJson() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static HttpResponse<String> reply(MutableHttpResponse<?> response, String body) {
        return response.contentType(MediaType.APPLICATION_JSON_TYPE).body(body);
    }

    /**
     * {@code {"error": ..., "field": ...}}.
     *
     * @param field null: none
     */
    static String error(String field, String reason) {
        ObjectNode answer = object();
        if (field != null) {
            answer.put("field", field);
        }
        return answer.put("error", reason).toString();
    }
}
