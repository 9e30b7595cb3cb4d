package dev.scopestream.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code chat_template_kwargs}: additional variables of the chat template, each a JSON scalar. */
final class TemplateArguments {
    private static final List<String> RESERVED = List.of("messages", "tools", "documents", "chat_template", "tokenize");

    private TemplateArguments() {}

    /** Values are String, Boolean, Long, Double or null, in the order of the record. */
    static Map<String, Object> read(JsonNode node, String path) {
        Fields f = Fields.of(node, path);
        if (node.size() > Limits.TEMPLATE_ARGUMENTS) {
            throw new InvalidEventException(
                    path, "has " + node.size() + " names, must have at most " + Limits.TEMPLATE_ARGUMENTS);
        }
        Map<String, Object> arguments = new LinkedHashMap<>();
        node.properties().forEach(field -> {
            String name = Values.text(TextNode.valueOf(field.getKey()), path, 1, Limits.NAME_CHARS);
            if (RESERVED.contains(name)) {
                throw f.invalid(name, "is set by the generator itself");
            }
            arguments.put(name, scalar(field.getValue(), path + "." + UnknownName.shown(name)));
        });
        return Collections.unmodifiableMap(arguments);
    }

    private static Object scalar(JsonNode node, String path) {
        return switch (node.getNodeType()) {
            case NULL -> null;
            case BOOLEAN -> node.booleanValue();
            case STRING -> Values.text(node, path, 0, Limits.TEMPLATE_ARGUMENT_CHARS);
            case NUMBER ->
                node.isIntegralNumber()
                        ? (Object) Values.integer(node, path, Long.MIN_VALUE, Long.MAX_VALUE)
                        : (Object) Values.decimal(node, path, -Double.MAX_VALUE, Double.MAX_VALUE);
            default ->
                throw new InvalidEventException(
                        path, "must be a string, a number, true, false or null, is " + Values.kind(node));
        };
    }
}
