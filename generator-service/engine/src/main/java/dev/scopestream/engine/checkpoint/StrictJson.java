package dev.scopestream.engine.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** JSON of a model's files: a name twice in an object, deep nesting, and anything after the value's end are errors. */
public final class StrictJson {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxNumberLength(64)
                    .maxStringLength(4 << 20)
                    .maxNameLength(4096)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Reads values in the middle of others. */
    private static final JsonMapper PARTS = JsonMapper.builder(FACTORY.copy()).build();

    private StrictJson() {}

    /** A parser, also of values as trees; the caller looks at what follows the value. */
    public static JsonParser parser(byte[] json) throws IOException {
        return PARTS.createParser(json);
    }

    /**
     * A JSON object.
     *
     * @param where the file, for messages
     * @throws CheckpointException for anything else
     */
    public static JsonNode object(String where, byte[] json) {
        JsonNode node;
        try {
            node = MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new CheckpointException(where + " isn't valid JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new CheckpointException("can't read " + where + ": " + e.getMessage(), e);
        }
        if (!node.isObject()) {
            throw new CheckpointException(where + " must hold a JSON object, but holds " + node.getNodeType());
        }
        return node;
    }

    /** A value for a message: as JSON, shortened. */
    public static String brief(JsonNode value) {
        String text = value.isMissingNode() ? "missing" : value.toString();
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
