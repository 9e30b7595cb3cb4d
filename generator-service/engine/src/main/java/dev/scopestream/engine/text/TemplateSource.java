package dev.scopestream.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.checkpoint.StrictJson;
import dev.scopestream.engine.checkpoint.gguf.GgufMetadata;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
        Path mapFile = directory.resolve("special_tokens_map.json");
        JsonNode map = json(mapFile);
        Map<String, String> tokens = new TreeMap<>();
        for (String name : SPECIAL) {
            String inConfig = token(configFile, config, name);
            String text = config.hasNonNull(name) ? inConfig : token(mapFile, map, name);
            Optional<String> inside = text.isEmpty() ? metadata.flatMap(m -> token(m, name)) : Optional.empty();
            Optional.of(inside.orElse(text)).filter(t -> !t.isEmpty()).ifPresent(t -> tokens.put(name, t));
        }
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

    private static String token(Path file, JsonNode fields, String name) {
        JsonNode token = fields.path(name);
        JsonNode text = token.isObject() ? token.path("content") : token;
        if (token.isMissingNode() || token.isNull()) {
            return "";
        }
        if (!text.isTextual()) {
            throw new CheckpointException(file + ": " + name
                    + " must be a string, an object with a text as content, or null, but is "
                    + StrictJson.brief(token));
        }
        return text.textValue();
    }

    private static Optional<String> token(GgufMetadata metadata, String name) {
        String key = name.replace("pad", "padding").replace("unk", "unknown");
        List<String> all = metadata.strings("tokenizer.ggml.tokens");
        return metadata.integer("tokenizer.ggml." + key + "_id", 0, Integer.MAX_VALUE)
                .filter(id -> id < all.size())
                .map(all::get);
    }

    private static JsonNode json(Path file) {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return JsonNodeFactory.instance.objectNode();
        }
        return StrictJson.object(file.toString(), text(file).getBytes(StandardCharsets.UTF_8));
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
