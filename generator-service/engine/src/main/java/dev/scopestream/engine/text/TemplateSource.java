package dev.scopestream.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.checkpoint.gguf.GgufMetadata;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private static final String FIELD = "chat_template";
    private static final int MOST_BYTES = 16 << 20;
    private static final int MOST_CHARACTERS = 256 << 10;
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final List<String> SPECIAL =
            List.of("bos_token", "eos_token", "pad_token", "unk_token", "sep_token", "cls_token", "mask_token");

    /**
     * From {@code override}, else chat_template.jinja, else additional_chat_templates/, else tokenizer_config.json, else the
     * GGUF file's metadata, else chat_template.json.
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
            return of(file, ChatTemplates.ofDefault(text(file)), tokens);
        }
        Path others = directory.resolve("additional_chat_templates");
        if (Files.isDirectory(others)) {
            return of(others, ChatTemplates.ofDirectory(others, TemplateSource::text), tokens);
        }
        ChatTemplates own = ChatTemplates.ofJson(configFile, config.path(FIELD));
        if (!own.isEmpty()) {
            return of(configFile, own, tokens);
        }
        ChatTemplates inside = metadata.map(ChatTemplates::ofGguf).orElse(ChatTemplates.NONE);
        if (!inside.isEmpty()) {
            return of(gguf.orElseThrow(), inside, tokens);
        }
        Path processor = directory.resolve("chat_template.json");
        return of(processor, ChatTemplates.ofJson(processor, json(processor).path(FIELD)), tokens);
    }

    private static TemplateSource of(Path where, ChatTemplates templates, Map<String, String> tokens) {
        Optional<String> template = templates.byDefault();
        if (template.isPresent() && template.get().length() > MOST_CHARACTERS) {
            throw new CheckpointException("the chat template in " + where + " has "
                    + template.get().length() + " characters; at most " + MOST_CHARACTERS + " are allowed");
        }
        return new TemplateSource(where.toString(), template, templates.others(), tokens);
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
            String text = Files.readString(file);
            // a byte order mark isn't part of the text (RFC 8259, section 8.1)
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new CheckpointException(file + " isn't UTF-8", e);
        } catch (IOException e) {
            throw new CheckpointException("can't read " + file + ": " + e.getMessage(), e);
        }
    }
}
