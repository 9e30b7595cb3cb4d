package dev.scopestream.events;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * Reads a value as a tree of at most {@link Limits#NESTING} levels. Objects and arrays below them are skipped, however deep
 * they are, and stand in the tree as empty ones: no field of a record is as deep, so that only unknown fields lose content. A name that
 * an object has twice is an error.
 */
final class JsonTree {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonTree() {}

    /** The value at the parser's token; afterwards the token is the value's last one. */
    static JsonNode read(JsonParser parser) throws IOException {
        return read(parser, Limits.NESTING);
    }

    private static JsonNode read(JsonParser parser, int levels) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, levels);
            case START_ARRAY -> array(parser, levels);
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            default -> NODES.nullNode();
        };
    }

    private static ObjectNode object(JsonParser parser, int levels) throws IOException {
        ObjectNode object = NODES.objectNode();
        if (levels == 0) {
            parser.skipChildren();
            return object;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            if (object.has(name)) {
                throw new JsonParseException(parser, "Duplicate field '" + name + "'");
            }
            object.set(name, read(parser, levels - 1));
        }
        return object;
    }

    private static JsonNode integer(JsonParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
        };
    }

    private static ArrayNode array(JsonParser parser, int levels) throws IOException {
        ArrayNode array = NODES.arrayNode();
        if (levels == 0) {
            parser.skipChildren();
            return array;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(read(parser, levels - 1));
        }
        return array;
    }
}
