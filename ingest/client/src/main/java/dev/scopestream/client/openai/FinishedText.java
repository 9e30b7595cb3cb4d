package dev.scopestream.client.openai;

import dev.scopestream.events.FinishReason;
import dev.scopestream.events.KvReport;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.events.Usage;

/**
 * What OpenAI's clients get of a result: all but its token ids, which are most of its memory.
 *
 * @param reasoning null: none
 * @param created epoch seconds of the result
 */
public record FinishedText(
        String id,
        String model,
        String text,
        String reasoning,
        FinishReason finishReason,
        Usage usage,
        KvReport kv,
        long created) {
    private static final long MILLIS = 1000;

    /** @param timestamp of the result's record, epoch milliseconds */
    public static FinishedText of(ResultEvent result, long timestamp) {
        return new FinishedText(
                result.id(),
                result.model(),
                result.output().text(),
                result.output().reasoning(),
                result.output().finishReason(),
                result.usage(),
                result.kv(),
                timestamp / MILLIS);
    }

    /** Whether the text is all of it: it wasn't cut off by a cancellation or a deadline. */
    public boolean isWhole() {
        return finishReason == FinishReason.STOP || finishReason == FinishReason.LENGTH;
    }
}
