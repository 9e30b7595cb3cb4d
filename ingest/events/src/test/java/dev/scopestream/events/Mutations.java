package dev.scopestream.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** All documents that differ from one in a single value, which is taken away, or replaced by one of another kind. */
final class Mutations {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> VALUES =
            List.of("null", "true", "-1", "0", "2", "1.5", "1e15", "\"\"", "\"?\"", "[]", "{}", "[null]");

    private Mutations() {}

    static List<String> of(String json) {
        List<String> mutants = new ArrayList<>();
        try {
            JsonNode root = MAPPER.readTree(json);
            visit(root, root, mutants);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
        return mutants;
    }

    private static void visit(JsonNode root, JsonNode at, List<String> mutants) throws JsonProcessingException {
        if (at instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                JsonNode before = object.get(name);
                for (String value : VALUES) {
                    object.set(name, MAPPER.readTree(value));
                    mutants.add(root.toString());
                }
                object.remove(name);
                mutants.add(root.toString());
                object.set(name, before);
                visit(root, before, mutants);
            }
        } else if (at instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                JsonNode before = array.get(i);
                for (String value : VALUES) {
                    array.set(i, MAPPER.readTree(value));
                    mutants.add(root.toString());
                }
                array.set(i, before);
                visit(root, before, mutants);
            }
        }
    }
}
