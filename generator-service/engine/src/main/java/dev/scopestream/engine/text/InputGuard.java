package dev.scopestream.engine.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.template.RenderedText;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Encodes prompts whose input contains the text of control tokens. It has a second tokenizer, made when it's first needed,
 * which is the model's own but for the text of its control tokens: each is called {@code U+FDD0 id U+FDD1} there. The
 * template's control tokens are renamed in the prompt, the input's aren't, and the tokenizer splits the rest as the model's
 * own does. Thread-safe.
 */
final class InputGuard implements AutoCloseable {
    private static final char OPEN = '\ufdd0';
    private static final char CLOSE = '\ufdd1';

    private final Map<String, Integer> control;
    private final Supplier<byte[]> json;
    /** The other added tokens, whose ids may differ as well. */
    private final Map<String, Integer> others = new HashMap<>();
    /** The model's ids of added tokens by the second tokenizer's ids. */
    private final Map<Long, Integer> ids = new HashMap<>();

    private Optional<HuggingFaceTokenizer> renamed = Optional.empty();

    /**
     * @param control ids of control tokens by their text
     * @param json the model's tokenizer.json
     */
    InputGuard(Map<String, Integer> control, Supplier<byte[]> json) {
        this.control = Map.copyOf(control);
        this.json = json;
    }

    /**
     * @param found all control tokens in the prompt's text
     * @throws InvalidRequestException when the text contains U+FDD0
     */
    IntArray encode(RenderedText prompt, List<ControlTokens.Found> found) {
        String text = prompt.text();
        if (text.indexOf(OPEN) >= 0) {
            throw new InvalidRequestException(
                    "messages", "they contain the text of a control token together with the noncharacter U+FDD0");
        }
        StringBuilder out = new StringBuilder(text.length() + 64);
        int at = 0;
        for (ControlTokens.Found token : found) {
            if (prompt.isOwn(token.from(), token.to())) {
                out.append(text, at, token.from()).append(name(control.get(token.token())));
                at = token.to();
            }
        }
        out.append(text, at, text.length());
        long[] tokens = tokenizer().encode(out.toString(), false, false).getIds();
        int[] result = new int[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            Integer id = ids.get(tokens[i]);
            result[i] = id != null ? id : Math.toIntExact(tokens[i]);
        }
        return IntArray.of(result);
    }

    private static String name(int id) {
        return OPEN + Integer.toString(id) + CLOSE;
    }

    private synchronized HuggingFaceTokenizer tokenizer() {
        if (renamed.isEmpty()) {
            try {
                renamed = Optional.of(TextCodec.tokenizer(rename(json.get())));
            } catch (IOException e) {
                throw new CheckpointException("the tokenizer can't be read again: " + e.getMessage(), e);
            }
            for (int id : control.values()) {
                long[] token = renamed.get().encode(name(id), false, false).getIds();
                if (token.length != 1) {
                    throw new CheckpointException(
                            "the tokenizer doesn't know its control token " + id + " by another name");
                }
                ids.put(token[0], id);
            }
            others.forEach((text, id) -> {
                long[] token = renamed.get().encode(text, false, false).getIds();
                if (token.length == 1) {
                    ids.put(token[0], id);
                }
            });
        }
        return renamed.get();
    }

    private byte[] rename(byte[] original) throws IOException {
        JsonMapper mapper = new JsonMapper();
        JsonNode root = mapper.readTree(original);
        for (JsonNode token : root.path("added_tokens")) {
            Integer id = control.get(token.path("content").asText());
            if (id != null && token.path("special").asBoolean()) {
                ((ObjectNode) token).put("content", name(id));
            } else {
                others.put(token.path("content").asText(), token.path("id").asInt());
            }
        }
        if (root.path("model") instanceof ObjectNode model) {
            if (model.get("vocab") instanceof ObjectNode vocabulary) {
                control.forEach((text, id) -> {
                    JsonNode entry = vocabulary.remove(text);
                    if (entry != null) {
                        vocabulary.set(name(id), entry);
                    }
                });
            } else if (model.get("vocab") instanceof ArrayNode vocabulary) {
                for (JsonNode piece : vocabulary) {
                    Integer id = control.get(piece.path(0).asText());
                    if (id != null && piece instanceof ArrayNode pair) {
                        pair.set(0, name(id));
                    }
                }
            }
            Integer unknown = control.get(model.path("unk_token").asText());
            if (unknown != null) {
                model.put("unk_token", name(unknown));
            }
        }
        return mapper.writeValueAsBytes(root);
    }

    @Override
    public synchronized void close() {
        renamed.ifPresent(HuggingFaceTokenizer::close);
    }
}
