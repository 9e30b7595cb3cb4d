package dev.scopestream.engine.tokenizer;

import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.checkpoint.gguf.GgufMetadata;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The tokens of a GGUF file by id. Where several have one string, the first encodes it, and all decode to it; a token
 * without text decodes to nothing.
 */
final class GgufVocabulary {
    static final String PREFIX = "tokenizer.ggml.";
    /** Types of tokens (llama.h's llama_token_type). */
    private static final int NORMAL = 1;

    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    private static final int UNUSED = 5;

    private final GgufMetadata metadata;
    private final List<String> tokens;
    private final List<Long> types;
    private final Map<String, Integer> ids = new LinkedHashMap<>();
    private final Map<Integer, Integer> repeated = new HashMap<>();

    /** @throws CheckpointException when there are no tokens, or not as many types */
    GgufVocabulary(GgufMetadata metadata) {
        this.metadata = metadata;
        this.tokens = metadata.strings(PREFIX + "tokens");
        this.types = metadata.integers(PREFIX + "token_type");
        if (tokens.isEmpty()) {
            throw error("has no tokens (" + PREFIX + "tokens)");
        }
        if (!types.isEmpty() && types.size() != tokens.size()) {
            throw error("has " + tokens.size() + " tokens, but " + types.size() + " of " + PREFIX + "token_type");
        }
        for (int id = 0; id < tokens.size(); id++) {
            if (!tokens.get(id).isEmpty()) {
                Integer first = ids.putIfAbsent(tokens.get(id), id);
                if (first != null) {
                    repeated.put(id, first);
                }
            }
        }
    }

    int size() {
        return tokens.size();
    }

    String token(int id) {
        return tokens.get(id);
    }

    /** The first id of each string. */
    Map<String, Integer> ids() {
        return ids;
    }

    /** Ids whose string an earlier one has, with that. */
    Map<Integer, Integer> repeated() {
        return repeated;
    }

    /** Found in a text before anything else is, and in it as it stands. */
    boolean isAdded(int id) {
        return isSpecial(id) || type(id) == USER_DEFINED;
    }

    /** Added, and left out when decoding: so are end tokens, whatever type a file gives them, as in llama.cpp. */
    boolean isSpecial(int id) {
        return type(id) == CONTROL || type(id) == UNKNOWN || EndTokens.isNamed(tokens.get(id));
    }

    /** A piece of ordinary text, and no stand-in for a byte. */
    boolean isText(int id) {
        return type(id) == NORMAL || type(id) == UNUSED;
    }

    Optional<String> unknown() {
        IntPredicate isUnknown = id -> type(id) == UNKNOWN;
        return IntStream.range(0, size())
                .filter(isUnknown)
                .mapToObj(tokens::get)
                .findFirst();
    }

    private int type(int id) {
        return types.isEmpty() ? NORMAL : types.get(id).intValue();
    }

    GgufMetadata metadata() {
        return metadata;
    }

    CheckpointException error(String reason) {
        return new CheckpointException(metadata.file() + " " + reason);
    }
}
