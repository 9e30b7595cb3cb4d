package dev.scopestream.engine.text;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.checkpoint.GgufMetadata;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A tokenizer.json from a GGUF file's metadata: byte-level BPE (tokenizer.ggml.model gpt2) with the way of splitting text
 * that tokenizer.ggml.pre names. SentencePiece vocabularies (model llama) need a tokenizer.json beside the file.
 */
final class GgufTokenizer {
    private static final String PREFIX = "tokenizer.ggml.";
    /** Token types of the metadata. */
    private static final long CONTROL = 3;

    private static final long USER_DEFINED = 4;
    private static final String LETTERS = "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}";
    private static final String CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    private static final String REST = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final Map<String, String> PATTERNS = Map.of(
            "llama-bpe", CONTRACTIONS + LETTERS + "{1,3}" + REST,
            "qwen2", CONTRACTIONS + LETTERS + REST);

    private final GgufMetadata metadata;
    private final ObjectNode json = JsonNodeFactory.instance.objectNode();

    private GgufTokenizer(GgufMetadata metadata) {
        this.metadata = metadata;
    }

    /** @throws CheckpointException when there's no vocabulary, or one of an unsupported kind */
    static byte[] json(GgufMetadata metadata) {
        try {
            return new JsonMapper().writeValueAsBytes(new GgufTokenizer(metadata).build());
        } catch (IOException e) {
            throw new CheckpointException(metadata.file() + ": can't make a tokenizer: " + e.getMessage(), e);
        }
    }

    private ObjectNode build() {
        String model = metadata.text(PREFIX + "model").orElse("none");
        if (!model.equals("gpt2")) {
            throw unsupported("model", model, "gpt2");
        }
        List<String> tokens = metadata.strings(PREFIX + "tokens");
        json.put("version", "1.0").putNull("truncation").putNull("padding");
        addedTokens(tokens);
        preTokenizer(metadata.text(PREFIX + "pre").orElse("default"));
        postProcessor(tokens);
        json.set("decoder", byteLevel(true));
        ObjectNode bpe = json.putObject("model")
                .put("type", "BPE")
                .putNull("dropout")
                .putNull("unk_token")
                .put("fuse_unk", false)
                .put("byte_fallback", false)
                .put("ignore_merges", metadata.text(PREFIX + "pre").orElse("").equals("llama-bpe"));
        ObjectNode vocabulary = bpe.putObject("vocab");
        for (int id = 0; id < tokens.size(); id++) {
            vocabulary.put(tokens.get(id), id);
        }
        if (tokens.isEmpty() || vocabulary.size() != tokens.size()) {
            throw new CheckpointException(metadata.file() + ": " + PREFIX + "tokens lists " + tokens.size()
                    + " tokens, of which " + vocabulary.size() + " differ");
        }
        ArrayNode merges = bpe.putArray("merges");
        metadata.strings(PREFIX + "merges").forEach(merges::add);
        return json;
    }

    private void addedTokens(List<String> tokens) {
        ArrayNode added = json.putArray("added_tokens");
        List<Long> types = metadata.integers(PREFIX + "token_type");
        for (int id = 0; id < Math.min(tokens.size(), types.size()); id++) {
            long type = types.get(id);
            if (type == CONTROL || type == USER_DEFINED) {
                added.addObject()
                        .put("id", id)
                        .put("content", tokens.get(id))
                        .put("single_word", false)
                        .put("lstrip", false)
                        .put("rstrip", false)
                        .put("normalized", false)
                        .put("special", type == CONTROL);
            }
        }
    }

    private void preTokenizer(String pre) {
        json.putNull("normalizer");
        ObjectNode sequence = json.putObject("pre_tokenizer").put("type", "Sequence");
        ArrayNode steps = sequence.putArray("pretokenizers");
        switch (pre) {
            case "default", "gpt-2" -> steps.add(byteLevel(true));
            case "smollm" -> {
                steps.addObject().put("type", "Digits").put("individual_digits", true);
                steps.add(byteLevel(true));
            }
            case "llama-bpe", "qwen2" -> {
                if (pre.equals("qwen2")) {
                    json.putObject("normalizer").put("type", "NFC");
                }
                ObjectNode split = steps.addObject().put("type", "Split");
                split.putObject("pattern").put("Regex", PATTERNS.get(pre));
                split.put("behavior", "Isolated").put("invert", false);
                steps.add(byteLevel(false));
            }
            default -> throw unsupported("pre", pre, "default, gpt-2, smollm, llama-bpe, qwen2");
        }
    }

    private static ObjectNode byteLevel(boolean splitting) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", splitting);
    }

    /** Puts the start token in front where the metadata says so. */
    private void postProcessor(List<String> tokens) {
        boolean llama = metadata.text(PREFIX + "pre").orElse("").equals("llama-bpe");
        boolean add = metadata.integer(PREFIX + "add_bos_token", 0, 1).orElse(llama ? 1 : 0) == 1;
        Optional<Integer> bos = metadata.integer(PREFIX + "bos_token_id", 0, Math.max(0, tokens.size() - 1));
        json.putNull("post_processor");
        if (add && bos.isPresent() && !tokens.isEmpty()) {
            String token = tokens.get(bos.get());
            ObjectNode template = json.putObject("post_processor").put("type", "TemplateProcessing");
            for (String sequence : new String[] {"single", "pair"}) {
                ArrayNode parts = template.putArray(sequence);
                parts.addObject().putObject("SpecialToken").put("id", token).put("type_id", 0);
                parts.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
                if (sequence.equals("pair")) {
                    parts.addObject().putObject("Sequence").put("id", "B").put("type_id", 1);
                }
            }
            ObjectNode special = template.putObject("special_tokens").putObject(token);
            special.put("id", token).putArray("ids").add(bos.get());
            special.putArray("tokens").add(token);
        }
    }

    private CheckpointException unsupported(String key, String value, String supported) {
        return new CheckpointException(metadata.file() + ": " + PREFIX + key + " '" + value + "' isn't supported ("
                + supported + " are): put the model's tokenizer.json beside the file");
    }
}
