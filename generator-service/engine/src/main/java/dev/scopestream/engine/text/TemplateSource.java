package dev.scopestream.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.checkpoint.gguf.GgufMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A checkpoint's chat template and the special tokens it may name.
 *
 * @param where the file it's from, for messages
 * @param template the text, if there is one
 * @param named names of the templates, where there are several and none of them is the default
 * @param specialTokens the ones that are set, by name: bos_token, eos_token, pad_token, unk_token, sep_token, cls_token,
 *     mask_token
 */
record TemplateSource(String where, Optional<String> template, List<String> named, Map<String, String> specialTokens) {
    private static final int MOST_BYTES = 16 << 20;
    private static final int MOST_CHARACTERS = 256 << 10;
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final List<String> SPECIAL =
            List.of("bos_token", "eos_token", "pad_token", "unk_token", "sep_token", "cls_token", "mask_token");

    /**
     * From {@code override}, else chat_template.jinja, else tokenizer_config.json, else the GGUF file's metadata, else
     * chat_template.json.
     */
    static TemplateSource read(Path model, Optional<Path> override) {
        Optional<Path> gguf = GgufMetadata.find(model);
        Path directory = gguf.map(Path::toAbsolutePath).map(Path::getParent).orElse(model);
        Optional<GgufMetadata> metadata = gguf.map(GgufMetadata::read);
        Path configFile = directory.resolve("tokenizer_config.json");
        JsonNode config = json(configFile);
        Map<String, String> tokens = tokens(config, json(directory.resolve("special_tokens_map.json")), metadata);
        Path file = override.orElse(directory.resolve("chat_template.jinja"));
        if (override.isPresent() || Files.exists(file)) {
            return checked(file, Optional.of(text(file)), tokens);
        }
        if (config.hasNonNull("chat_template")) {
            JsonNode own = config.path("chat_template");
            return checked(configFile, named(own), tokens).withNames(names(own));
        }
        Optional<String> own = metadata.flatMap(m -> m.text("tokenizer.chat_template"));
        if (own.isPresent()) {
            return checked(gguf.orElseThrow(), own, tokens);
        }
        Path processor = directory.resolve("chat_template.json");
        JsonNode last = json(processor).path("chat_template");
        return checked(processor, named(last), tokens).withNames(names(last));
    }

    private static TemplateSource checked(Path where, Optional<String> template, Map<String, String> tokens) {
        if (template.isPresent() && template.get().length() > MOST_CHARACTERS) {
            throw new CheckpointException("the chat template in " + where + " has "
                    + template.get().length() + " characters; at most " + MOST_CHARACTERS + " are allowed");
        }
        return new TemplateSource(where.toString(), template, List.of(), tokens);
    }

    private TemplateSource withNames(List<String> names) {
        return new TemplateSource(where, template, names, specialTokens);
    }

    private static Map<String, String> tokens(JsonNode config, JsonNode map, Optional<GgufMetadata> metadata) {
        Map<String, String> tokens = new TreeMap<>();
        for (String name : SPECIAL) {
            JsonNode token = config.hasNonNull(name) ? config.get(name) : map.path(name);
            String text = token.isObject() ? token.path("content").asText("") : token.asText("");
            Optional<String> inside = text.isEmpty() ? metadata.flatMap(m -> token(m, name)) : Optional.empty();
            String value = inside.orElse(text.equals("null") ? "" : text);
            if (!value.isEmpty()) {
                tokens.put(name, value);
            }
        }
        return tokens;
    }

    private static Optional<String> token(GgufMetadata metadata, String name) {
        String key = name.replace("pad", "padding").replace("unk", "unknown");
        List<String> all = metadata.strings("tokenizer.ggml.tokens");
        return metadata.integer("tokenizer.ggml." + key + "_id", 0, Integer.MAX_VALUE)
                .filter(id -> id < all.size())
                .map(all::get);
    }

    /** A string, or a list of {name, template} of which the one named default counts. */
    private static Optional<String> named(JsonNode value) {
        for (JsonNode entry : value) {
            if (entry.path("name").asText().equals("default")) {
                return Optional.ofNullable(entry.path("template").textValue());
            }
        }
        return Optional.ofNullable(value.textValue());
    }

    /** Names in a list of templates that has no default. */
    private static List<String> names(JsonNode value) {
        List<String> names = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(entry -> names.add(entry.path("name").asText()));
        }
        return names.contains("default") ? List.of() : names;
    }

    private static JsonNode json(Path file) {
        if (!Files.exists(file)) {
            return MAPPER.createObjectNode();
        }
        String text = text(file);
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new CheckpointException(file + " isn't valid JSON: " + e.getMessage(), e);
        }
    }

    private static String text(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new CheckpointException("missing file " + file);
        }
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new CheckpointException(
                        file + " has " + Files.size(file) + " bytes; at most " + MOST_BYTES + " are read");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new CheckpointException("can't read " + file + ": " + e.getMessage(), e);
        }
    }
}
