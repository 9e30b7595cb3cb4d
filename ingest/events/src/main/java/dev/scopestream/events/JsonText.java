package dev.scopestream.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Bytes to a JSON tree, strictly: UTF-8 without errors (RFC 3629), one JSON text (RFC 8259) and nothing after it, no
 * duplicate names, no NaN, bounded sizes. What may stand before the text: {@link RecordBytes}; depth: {@link JsonTree}.
 */
final class JsonText {
    static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(Integer.MAX_VALUE)
                            .maxNumberLength(Limits.NUMBER_CHARS)
                            .maxStringLength(Limits.TEXT_CHARS)
                            .maxNameLength(Limits.FIELD_NAME_CHARS)
                            .build())
                    .build())
            .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    private JsonText() {}

    /**
     * @param limit most bytes allowed
     * @throws InvalidEventException with the field {@code $}
     */
    static JsonNode parse(byte[] bytes, int limit) {
        if (bytes == null || bytes.length == 0) {
            throw new InvalidEventException("$", "is empty, must be a JSON object");
        }
        if (bytes.length > limit) {
            throw new InvalidEventException("$", "has " + bytes.length + " bytes, at most " + limit + " are allowed");
        }
        RecordBytes record = RecordBytes.of(bytes);
        try (JsonParser parser = MAPPER.createParser(record.text())) {
            return only(parser);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")";
            throw new InvalidEventException(
                    "$", "is not JSON" + record.afterHeader() + ": " + JsonFailure.reason(e) + where, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NumberFormatException | ArithmeticException e) {
            // an exponent that BigDecimal can't hold
            throw new InvalidEventException("$", "has a number that is out of range", e);
        }
    }

    private static JsonNode only(JsonParser parser) throws IOException {
        if (parser.nextToken() == null) {
            throw new InvalidEventException("$", "is empty, must be a JSON object");
        }
        JsonNode root = JsonTree.read(parser);
        JsonToken more = parser.nextToken();
        if (more != null) {
            throw new JsonParseException(parser, "Trailing token (" + more + ") after the JSON text");
        }
        return root;
    }
}
