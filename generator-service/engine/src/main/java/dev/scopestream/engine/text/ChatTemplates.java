package dev.scopestream.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.checkpoint.gguf.GgufMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A model's chat templates by name. The one named default is used, as transformers' get_chat_template does for a
 * conversation without tools.
 */
record ChatTemplates(Map<String, String> byName) {
    static final ChatTemplates NONE = new ChatTemplates(Map.of());
    private static final String DEFAULT = "default";
    private static final String GGUF = "tokenizer.chat_template";
    private static final String SUFFIX = ".jinja";
    /** More than any model has. */
    private static final int MOST = 64;

    static ChatTemplates ofDefault(String template) {
        return new ChatTemplates(Map.of(DEFAULT, template));
    }

    /**
     * A string, an object of templates by their names, or a list of {name, template}; none where the value is absent.
     *
     * @param where the file, for messages
     */
    static ChatTemplates ofJson(Path where, JsonNode value) {
        if (value.isTextual()) {
            return ofDefault(value.textValue());
        }
        Map<String, String> byName = new LinkedHashMap<>();
        if (value.isArray()) {
            value.forEach(entry -> put(where, byName, name(entry.path("name")), entry.path("template")));
        } else if (value.isObject()) {
            value.properties().forEach(entry -> put(where, byName, entry.getKey(), entry.getValue()));
        } else if (!value.isMissingNode() && !value.isNull()) {
            throw new CheckpointException(where + ": chat_template must be a string, or templates by their names");
        }
        return new ChatTemplates(byName);
    }

    private static String name(JsonNode name) {
        return name.isTextual() ? name.textValue() : "";
    }

    private static void put(Path where, Map<String, String> byName, String name, JsonNode template) {
        if (name.isEmpty() || !template.isTextual() || byName.size() >= MOST) {
            throw new CheckpointException(
                    where + ": chat_template must list at most " + MOST + " templates, each with a name and a text");
        }
        byName.put(name, template.textValue());
    }

    /** tokenizer.chat_template, and others as tokenizer.chat_template.NAME (gguf's GGUFWriter.add_chat_template). */
    static ChatTemplates ofGguf(GgufMetadata metadata) {
        Map<String, String> byName = new LinkedHashMap<>();
        metadata.keys(GGUF + ".").limit(MOST).forEach(key -> metadata.text(key)
                .ifPresent(text -> byName.put(key.substring(GGUF.length() + 1), text)));
        metadata.text(GGUF).ifPresent(text -> byName.put(DEFAULT, text));
        return new ChatTemplates(byName);
    }

    /** Files NAME.jinja. */
    static ChatTemplates ofDirectory(Path directory, Function<Path, String> read) {
        Map<String, String> byName = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().limit(MOST).toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(SUFFIX)) {
                    byName.put(name.substring(0, name.length() - SUFFIX.length()), read.apply(file));
                }
            }
        } catch (IOException e) {
            throw new CheckpointException("can't list " + directory + ": " + e.getMessage(), e);
        }
        return new ChatTemplates(byName);
    }

    boolean isEmpty() {
        return byName.isEmpty();
    }

    Optional<String> byDefault() {
        return Optional.ofNullable(byName.get(DEFAULT));
    }

    /** Names of the templates where none is the default. */
    List<String> others() {
        return byName.containsKey(DEFAULT) ? List.of() : List.copyOf(byName.keySet());
    }
}
