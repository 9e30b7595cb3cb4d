package dev.scopestream.events;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * One of several samples of a prompt. In JSON the output's fields stand beside the others.
 *
 * @param index from 0
 * @param seed a prompt with this seed, and all else the same, has this output
 * @param reasoningTokens tokens up to the end of its reasoning; 0: none
 * @param kv of its own cache
 */
public record ResultChoice(
        int index, long seed, @JsonUnwrapped ResultEvent.Output output, int reasoningTokens, KvReport kv) {

    static ResultChoice read(JsonNode node, String path) {
        return read(Fields.of(node, path));
    }

    static ResultChoice read(Fields f) {
        return new ResultChoice(
                f.integer("index", 0, Limits.SAMPLES - 1),
                f.longInteger("seed", Long.MIN_VALUE, Long.MAX_VALUE),
                ResultEvent.Output.read(f),
                f.integer("reasoning_tokens", 0, Limits.MAX_TOKENS),
                KvReportJson.read(f.object("kv")));
    }
}
