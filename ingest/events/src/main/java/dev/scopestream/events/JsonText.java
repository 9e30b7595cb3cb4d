package dev.scopestream.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Bytes to a JSON tree, strictly: UTF-8 without errors (RFC 3629), one JSON text (RFC 8259) and nothing after it, no
 * duplicate names, no NaN, bounded depth and sizes.
 */
final class JsonText {
    static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(Limits.NESTING)
                            .maxNumberLength(Limits.NUMBER_CHARS)
                            .maxStringLength(Limits.TEXT_CHARS)
                            .maxNameLength(Limits.NAME_CHARS)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
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
        try {
            return MAPPER.readTree(utf8(bytes));
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")";
            throw new InvalidEventException("$", "is not JSON: " + firstLine(e.getOriginalMessage()) + where, e);
        } catch (NumberFormatException e) {
            // an exponent that BigDecimal can't hold escapes from Jackson so
            throw new InvalidEventException("$", "has a number that is out of range", e);
        }
    }

    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidEventException("$", "is not UTF-8", e);
        }
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
