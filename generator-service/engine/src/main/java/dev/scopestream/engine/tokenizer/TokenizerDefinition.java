package dev.scopestream.engine.tokenizer;

import java.util.Map;

/** A tokenizer for Hugging Face's tokenizers library. */
public final class TokenizerDefinition {
    private final byte[] json;
    private final Map<Integer, Integer> repeated;

    /**
     * Takes the content of a tokenizer.json.
     *
     * @param repeated ids that aren't in it, for another id has the same string, with that
     */
    public TokenizerDefinition(byte[] json, Map<Integer, Integer> repeated) {
        this.json = json.clone();
        this.repeated = Map.copyOf(repeated);
    }

    public byte[] json() {
        return json.clone();
    }

    /** Ids to replace before decoding, with the ids that decode in their stead. */
    public Map<Integer, Integer> repeated() {
        return repeated;
    }
}
