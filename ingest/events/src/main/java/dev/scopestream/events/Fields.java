package dev.scopestream.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * The fields of one JSON object, read one by one; every error names the field by its path. A field that is {@code null}
 * counts as absent. What isn't asked for isn't looked at: extra fields are allowed.
 */
final class Fields {
    private final JsonNode node;
    private final String path;

    private Fields(JsonNode node, String path) {
        this.node = node;
        this.path = path;
    }

    static Fields of(JsonNode node, String path) {
        if (!node.isObject()) {
            throw new InvalidEventException(path.isEmpty() ? "$" : path, "must be an object, is " + Values.kind(node));
        }
        return new Fields(node, path);
    }

    boolean has(String name) {
        return node.hasNonNull(name);
    }

    /** The field's node, its kind unchecked; null when absent. */
    JsonNode raw(String name) {
        return has(name) ? node.get(name) : null;
    }

    String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /**
     * Refuses names other than these, null values too.
     *
     * @throws InvalidEventException naming the unknown name and the nearest valid one
     */
    Fields only(List<String> names) {
        node.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                throw UnknownName.refusal(path, name, names);
            }
        });
        return this;
    }

    /** An absent field, or one that holds a value for which nothing changes; see {@link NeutralValue}. */
    void neutral(String name, NeutralValue value) {
        if (has(name) && !value.accepts(node.get(name))) {
            throw invalid(
                    name, "is not supported: " + value.allowed() + " may be given, is " + Values.kind(node.get(name)));
        }
    }

    InvalidEventException invalid(String name, String reason) {
        return new InvalidEventException(path(name), reason);
    }

    String text(String name, int min, int max) {
        return Values.text(required(name), path(name), min, max);
    }

    String optionalText(String name, int min, int max) {
        return optional(name, (n, p) -> Values.text(n, p, min, max));
    }

    /** A request id. */
    String id() {
        return Values.id(required("id"), path("id"));
    }

    int integer(String name, long min, int max) {
        return (int) longInteger(name, min, max);
    }

    Integer optionalInteger(String name, long min, int max) {
        return optional(name, (n, p) -> (int) Values.integer(n, p, min, max));
    }

    long longInteger(String name, long min, long max) {
        return Values.integer(required(name), path(name), min, max);
    }

    Long optionalLong(String name, long min, long max) {
        return optional(name, (n, p) -> Values.integer(n, p, min, max));
    }

    double decimal(String name, double min, double max) {
        return Values.decimal(required(name), path(name), min, max);
    }

    Double optionalDecimal(String name, double min, double max) {
        return optional(name, (n, p) -> Values.decimal(n, p, min, max));
    }

    boolean flag(String name) {
        return Values.flag(required(name), path(name));
    }

    Boolean optionalFlag(String name) {
        return optional(name, Values::flag);
    }

    <E extends Enum<E> & WireEnum> E choice(String name, Class<E> type) {
        return Values.choice(required(name), path(name), type);
    }

    <E extends Enum<E> & WireEnum> E optionalChoice(String name, Class<E> type) {
        return optional(name, (n, p) -> Values.choice(n, p, type));
    }

    Fields object(String name) {
        return of(required(name), path(name));
    }

    Fields optionalObject(String name) {
        return optional(name, Fields::of);
    }

    /** The items of a required array; {@code item} gets each with its path. */
    <T> List<T> list(String name, int min, int max, BiFunction<JsonNode, String, T> item) {
        JsonNode array = required(name);
        String at = path(name);
        if (!array.isArray()) {
            throw new InvalidEventException(at, "must be an array, is " + Values.kind(array));
        }
        if (array.size() < min || array.size() > max) {
            throw new InvalidEventException(at, "has " + array.size() + " items, must have from " + min + " to " + max);
        }
        List<T> items = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            items.add(item.apply(array.get(i), at + "[" + i + "]"));
        }
        return items;
    }

    /** As {@link #list}; empty when absent. */
    <T> List<T> optionalList(String name, int min, int max, BiFunction<JsonNode, String, T> item) {
        return has(name) ? list(name, min, max, item) : List.of();
    }

    /** As {@link #optionalList}, where a single item may stand without an array. */
    <T> List<T> itemOrList(String name, int max, BiFunction<JsonNode, String, T> item) {
        return has(name) && node.get(name).isTextual()
                ? List.of(item.apply(node.get(name), path(name)))
                : optionalList(name, 0, max, item);
    }

    private JsonNode required(String name) {
        if (!has(name)) {
            throw invalid(name, "is missing");
        }
        return node.get(name);
    }

    private <T> T optional(String name, BiFunction<JsonNode, String, T> reader) {
        return has(name) ? reader.apply(node.get(name), path(name)) : null;
    }
}
