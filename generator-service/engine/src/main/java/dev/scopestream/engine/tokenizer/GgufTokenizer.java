package dev.scopestream.engine.tokenizer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.checkpoint.gguf.GgufMetadata;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalInt;

/** A tokenizer.json from a GGUF file's metadata (ggml's docs/gguf.md, tokenizer.ggml.*). */
public final class GgufTokenizer {
    private final GgufVocabulary vocabulary;
    private final TokenizerModel model;

    private GgufTokenizer(GgufMetadata metadata) {
        this.vocabulary = new GgufVocabulary(metadata);
        String name = metadata.text(GgufVocabulary.PREFIX + "model").orElse("none");
        this.model = switch (name) {
            case "gpt2" -> new ByteLevelModel(vocabulary);
            case "llama" -> new SentencePieceModel(vocabulary);
            default ->
                throw vocabulary.error(
                        ": " + GgufVocabulary.PREFIX + "model '" + name
                                + "' isn't supported (supported are gpt2, llama): put the model's tokenizer.json beside the file");
        };
    }

    /** @throws CheckpointException when there's no vocabulary, or one of an unsupported kind */
    public static TokenizerDefinition read(GgufMetadata metadata) {
        GgufTokenizer tokenizer = new GgufTokenizer(metadata);
        try {
            return new TokenizerDefinition(tokenizer.json(), tokenizer.vocabulary.repeated());
        } catch (IOException e) {
            throw new CheckpointException(metadata.file() + ": can't make a tokenizer: " + e.getMessage(), e);
        }
    }

    private byte[] json() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 20);
        try (JsonGenerator json = new JsonMapper().createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("version", "1.0");
            json.writeNullField("truncation");
            json.writeNullField("padding");
            writeAddedTokens(json);
            model.writePipeline(json);
            writePostProcessor(json);
            json.writeObjectFieldStart("model");
            json.writeStringField("type", "BPE");
            json.writeNullField("dropout");
            json.writeNullField("continuing_subword_prefix");
            json.writeNullField("end_of_word_suffix");
            model.writeMerges(json);
            json.writeObjectFieldStart("vocab");
            for (Map.Entry<String, Integer> token : vocabulary.ids().entrySet()) {
                json.writeNumberField(token.getKey(), token.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private void writeAddedTokens(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("added_tokens");
        for (Map.Entry<String, Integer> token : vocabulary.ids().entrySet()) {
            if (vocabulary.isAdded(token.getValue())) {
                json.writeStartObject();
                json.writeNumberField("id", token.getValue());
                json.writeStringField("content", token.getKey());
                for (String option : new String[] {"single_word", "lstrip", "rstrip", "normalized"}) {
                    json.writeBooleanField(option, false);
                }
                json.writeBooleanField("special", vocabulary.isSpecial(token.getValue()));
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }

    /** Puts the start and the end token around a text, where the file says so. */
    private void writePostProcessor(JsonGenerator json) throws IOException {
        OptionalInt bos = around("bos", model.addBos(), model.defaultBos());
        OptionalInt eos = around("eos", false, model.defaultEos());
        json.writeFieldName("post_processor");
        if (bos.isEmpty() && eos.isEmpty()) {
            json.writeNull();
            return;
        }
        ObjectNode template = TokenizerModel.step("TemplateProcessing");
        ArrayNode single = template.putArray("single");
        bos.ifPresent(id -> special(single, id));
        single.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
        eos.ifPresent(id -> special(single, id));
        ArrayNode pair = template.putArray("pair").addAll(single);
        pair.addObject().putObject("Sequence").put("id", "B").put("type_id", 1);
        ObjectNode tokens = template.putObject("special_tokens");
        bos.ifPresent(id -> define(tokens, id));
        eos.ifPresent(id -> define(tokens, id));
        json.writeTree(template);
    }

    private void special(ArrayNode parts, int id) {
        parts.addObject()
                .putObject("SpecialToken")
                .put("id", vocabulary.token(id))
                .put("type_id", 0);
    }

    private void define(ObjectNode tokens, int id) {
        ObjectNode token = tokens.putObject(vocabulary.token(id)).put("id", vocabulary.token(id));
        token.putArray("ids").add(id);
        token.putArray("tokens").add(vocabulary.token(id));
    }

    /** The token to put around a text, or none. */
    private OptionalInt around(String kind, boolean otherwise, int defaultId) {
        GgufMetadata metadata = vocabulary.metadata();
        String option = GgufVocabulary.PREFIX + "add_" + kind + "_token";
        String key = GgufVocabulary.PREFIX + kind + "_token_id";
        int id = metadata.integer(key, 0, vocabulary.size() - 1).orElse(defaultId);
        if (metadata.integer(option, 0, 1).orElse(otherwise ? 1 : 0) == 0) {
            return OptionalInt.empty();
        }
        if (id < 0 || id >= vocabulary.size()) {
            throw vocabulary.error("has no " + key + ", though texts get that token (" + option + ")");
        }
        return OptionalInt.of(id);
    }
}
