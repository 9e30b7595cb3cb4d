package dev.scopestream.engine.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scopestream.engine.IntArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A JSON object from a model's files, read strictly: every error names the file and the field. */
final class JsonFields {
    static final int CONFIG_BYTES = 1 << 20;
    private static final int MOST_TOKENS = 1024;

    private final String where;
    private final JsonNode node;

    private JsonFields(String where, JsonNode node) {
        this.where = where;
        this.node = node;
    }

    /** @throws CheckpointException when the file is missing, larger than {@code maxBytes}, or no JSON object */
    static JsonFields read(Path file, int maxBytes) {
        if (!Files.isRegularFile(file)) {
            throw new CheckpointException("missing file " + file.getFileName() + " in "
                    + file.toAbsolutePath().getParent());
        }
        try {
            long size = Files.size(file);
            if (size > maxBytes) {
                throw new CheckpointException(file + " has " + size + " bytes; at most " + maxBytes + " are read");
            }
            return parse(file.toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new CheckpointException("can't read " + file + ": " + e.getMessage(), e);
        }
    }

    static JsonFields parse(String where, byte[] json) {
        return new JsonFields(where, StrictJson.object(where, json));
    }

    String where() {
        return where;
    }

    JsonNode node() {
        return node;
    }

    /** Whether the field is there and isn't null. */
    boolean has(String field) {
        return node.hasNonNull(field);
    }

    CheckpointException error(String field, String reason) {
        return new CheckpointException(where + ": " + field + " " + reason);
    }

    int integer(String field, int least, int most) {
        if (!has(field)) {
            throw error(field, "is missing");
        }
        return integer(field, node.get(field), least, most);
    }

    int integer(String field, int least, int most, int otherwise) {
        return has(field) ? integer(field, least, most) : otherwise;
    }

    private int integer(String field, JsonNode value, int least, int most) {
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < least
                || value.longValue() > most) {
            throw error(field, "must be an integer from " + least + " to " + most + ", but is " + brief(value));
        }
        return value.intValue();
    }

    double number(String field, double least, double most) {
        JsonNode value = node.path(field);
        if (!value.isNumber() || !(value.doubleValue() >= least && value.doubleValue() <= most)) {
            throw error(field, "must be a number from " + least + " to " + most + ", but is " + brief(value));
        }
        return value.doubleValue();
    }

    double number(String field, double least, double most, double otherwise) {
        return has(field) ? number(field, least, most) : otherwise;
    }

    boolean flag(String field, boolean otherwise) {
        if (has(field) && !node.get(field).isBoolean()) {
            throw error(field, "must be true or false, but is " + brief(node.get(field)));
        }
        return has(field) ? node.get(field).booleanValue() : otherwise;
    }

    String text(String field, String otherwise) {
        if (has(field) && !node.get(field).isTextual()) {
            throw error(field, "must be a string, but is " + brief(node.get(field)));
        }
        return has(field) ? node.get(field).textValue() : otherwise;
    }

    /** @throws CheckpointException when one of these fields is there, is not null and is not false */
    void refuse(String... fields) {
        for (String field : fields) {
            if (has(field) && (!node.get(field).isBoolean() || node.get(field).booleanValue())) {
                throw error(field, "= " + brief(node.get(field)) + " isn't supported");
            }
        }
    }

    /** An element of a list. */
    JsonNode element(String field, int index) {
        JsonNode value = node.path(field).path(index);
        if (value.isMissingNode()) {
            throw error(field, "must list an element for each layer, but is " + brief(node.path(field)));
        }
        return value;
    }

    /** An object inside this one. */
    JsonFields object(String field) {
        if (!node.path(field).isObject()) {
            throw error(field, "must be an object, but is " + brief(node.path(field)));
        }
        return new JsonFields(where + ": " + field, node.get(field));
    }

    /** A token id, or a list of them; none when the field is absent or null. */
    IntArray tokens(String field, int most) {
        if (!has(field)) {
            return IntArray.of();
        }
        JsonNode value = node.get(field);
        if (!value.isArray()) {
            return IntArray.of(integer(field, value, 0, most));
        }
        if (value.size() > MOST_TOKENS) {
            throw error(field, "lists " + value.size() + " tokens; at most " + MOST_TOKENS + " are read");
        }
        int[] ids = new int[value.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = integer(field, value.get(i), 0, most);
        }
        return IntArray.of(ids);
    }

    static String brief(JsonNode value) {
        return StrictJson.brief(value);
    }
}
