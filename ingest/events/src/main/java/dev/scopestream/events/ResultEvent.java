package dev.scopestream.events;

import java.util.List;

/**
 * The final record of a prompt that was served.
 *
 * @param text without special tokens and without the stop string that ended it
 * @param tokenIds what was generated, an end-of-sequence token excluded
 * @param attempt whose text this is, see {@link ChunkEvent}
 * @param worker the generator that finished it
 * @param dataset as the prompt's reference names it, or null
 */
public record ResultEvent(
        String id,
        String model,
        String text,
        List<Integer> tokenIds,
        FinishReason finishReason,
        Usage usage,
        KvReport kv,
        RequestTimings timings,
        int attempt,
        String worker,
        String dataset) {

    public ResultEvent {
        tokenIds = List.copyOf(tokenIds);
    }

    static ResultEvent read(Fields f) {
        return new ResultEvent(
                f.id(),
                f.text("model", 1, Limits.NAME_CHARS),
                f.text("text", 0, Limits.TEXT_CHARS),
                f.list("token_ids", 0, Limits.MAX_TOKENS, (n, p) -> (int) Values.integer(n, p, 0, Integer.MAX_VALUE)),
                f.choice("finish_reason", FinishReason.class),
                Usage.read(f.object("usage")),
                KvReport.read(f.object("kv")),
                RequestTimings.read(f.object("timings")),
                f.integer("attempt", 1, Integer.MAX_VALUE),
                f.text("worker", 1, Limits.NAME_CHARS),
                f.optionalText("dataset", 1, Limits.NAME_CHARS));
    }
}
