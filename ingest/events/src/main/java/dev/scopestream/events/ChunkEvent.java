package dev.scopestream.events;

/**
 * A piece of a running generation. The pieces of one attempt, by index, make up its text and its reasoning; a reader that
 * sees a higher attempt drops the lower one's.
 *
 * @param attempt counts the generator's starts at this prompt, from 1
 * @param index counts the attempt's chunks, from 0
 * @param text a piece of the answer
 * @param reasoning a piece of the reasoning, which precedes the answer; null: none
 * @param tokens number of tokens in this chunk
 * @param last true: the attempt's text is complete; the result follows
 * @param kv the request's KV cache when the chunk was made; null: not said
 */
public record ChunkEvent(
        String id, int attempt, int index, String text, String reasoning, int tokens, boolean last, ChunkKv kv) {
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
        return new ChunkEvent(id, attempt, index, text, reasoning, tokens, last, now);
    }

    static ChunkEvent read(Fields f) {
        return new ChunkEvent(
                f.id(),
                f.integer("attempt", 1, Integer.MAX_VALUE),
                f.integer("index", 0, Integer.MAX_VALUE),
                f.text("text", 0, Limits.TEXT_CHARS),
                f.optionalText("reasoning", 0, Limits.TEXT_CHARS),
                f.integer("tokens", 0, Limits.MAX_TOKENS),
                f.flag("last"),
                f.has("kv") ? ChunkKv.read(f.object("kv")) : null);
    }
}
