package dev.scopestream.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.scopestream.engine.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A checkpoint's chat template and the special tokens it may name.
 *
 * @param where the file it's from, for messages
 * @param template the text, if there is one
 * @param specialTokens by name: bos_token, eos_token, pad_token, unk_token
 */
record TemplateSource(String where, Optional<String> template, Map<String, String> specialTokens) {
    private static final int MOST_BYTES = 16 << 20;
    private static final int MOST_CHARACTERS = 256 << 10;
    private static final JsonMapper MAPPER = new JsonMapper();

    /** From {@code override}, else chat_template.jinja, else tokenizer_config.json's {@code chat_template}. */
    static TemplateSource read(Path directory, Optional<Path> override) {
        Path configFile = directory.resolve("tokenizer_config.json");
        JsonNode config = json(configFile);
        JsonNode map = json(directory.resolve("special_tokens_map.json"));
        Map<String, String> tokens = new TreeMap<>();
        for (String name : new String[] {"bos_token", "eos_token", "pad_token", "unk_token"}) {
            JsonNode token = config.hasNonNull(name) ? config.get(name) : map.path(name);
            String text = token.isObject() ? token.path("content").asText("") : token.asText("");
            tokens.put(name, text.equals("null") ? "" : text);
        }
        Path file = override.orElse(directory.resolve("chat_template.jinja"));
        boolean ownFile = override.isPresent() || Files.exists(file);
        Optional<String> template = ownFile ? Optional.of(text(file)) : named(config.path("chat_template"));
        String where = (ownFile ? file : configFile).toString();
        if (template.isPresent() && template.get().length() > MOST_CHARACTERS) {
            throw new CheckpointException("the chat template in " + where + " has "
                    + template.get().length() + " characters; at most " + MOST_CHARACTERS + " are allowed");
        }
        return new TemplateSource(where, template, tokens);
    }

    /** A string, or a list of {name, template} of which the one named default counts. */
    private static Optional<String> named(JsonNode value) {
        if (value.isArray()) {
            for (JsonNode entry : value) {
                if (entry.path("name").asText().equals("default")) {
                    return Optional.ofNullable(entry.path("template").textValue());
                }
            }
        }
        return Optional.ofNullable(value.textValue());
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
