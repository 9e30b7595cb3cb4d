package dev.scopestream.events;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A piece of a running generation. The pieces of one attempt and choice, by index, make up its text and its reasoning; a reader
 * that sees a higher attempt drops the lower one's.
 *
 * @param attempt counts the generator's starts at this prompt, from 1
 * @param index counts the chunks of the attempt's choice, from 0
 * @param text a piece of the answer
 * @param reasoning a piece of the reasoning, which precedes the answer; null: none
 * @param tokens number of tokens in this chunk
 * @param last true: the text of the attempt's choice is complete; when all of them are, the result follows
 * @param kv the KV cache when the chunk was made; null: not said
 * @param choice which of the prompt's samples it is of, from 0; absent in JSON for the first one
 */
public record ChunkEvent(
        String id,
        int attempt,
        int index,
        String text,
        String reasoning,
        int tokens,
        boolean last,
        ChunkKv kv,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int choice) {
    /** Of the first sample. */
    public ChunkEvent(
            String id, int attempt, int index, String text, String reasoning, int tokens, boolean last, ChunkKv kv) {
        this(id, attempt, index, text, reasoning, tokens, last, kv, 0);
    }

    /** Without what its cache holds. */
    public ChunkEvent(String id, int attempt, int index, String text, String reasoning, int tokens, boolean last) {
        this(id, attempt, index, text, reasoning, tokens, last, null);
    }

    /** Without reasoning. */
    public ChunkEvent(String id, int attempt, int index, String text, int tokens, boolean last) {
        this(id, attempt, index, text, null, tokens, last);
    }

    /** The same, with what the request's cache holds. */
    public ChunkEvent withKv(ChunkKv now) {
        return new ChunkEvent(id, attempt, index, text, reasoning, tokens, last, now, choice);
    }

    /** The same, of another one of the prompt's samples. */
    public ChunkEvent ofChoice(int number) {
        return new ChunkEvent(id, attempt, index, text, reasoning, tokens, last, kv, number);
    }

    static ChunkEvent read(Fields f) {
        Integer choice = f.optionalInteger("choice", 0, Limits.SAMPLES - 1);
        return new ChunkEvent(
                f.id(),
                f.integer("attempt", 1, Integer.MAX_VALUE),
                f.integer("index", 0, Integer.MAX_VALUE),
                f.text("text", 0, Limits.TEXT_CHARS),
                f.optionalText("reasoning", 0, Limits.TEXT_CHARS),
                f.integer("tokens", 0, Limits.MAX_TOKENS),
                f.flag("last"),
                f.has("kv") ? ChunkKv.read(f.object("kv")) : null,
                choice == null ? 0 : choice);
    }
}
