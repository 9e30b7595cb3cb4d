package dev.scopestream.client.openai;

import dev.scopestream.events.FinishReason;
import dev.scopestream.events.KvReport;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.events.Usage;
import java.util.List;

/**
 * What OpenAI's clients get of a result: all but its token ids, which are most of its memory.
 *
 * @param texts of all samples, at least one
 * @param kv of the first sample's cache
 * @param ended why the request as a whole ended
 * @param created epoch seconds of the result
 */
public record FinishedText(
        String id, String model, List<Text> texts, FinishReason ended, Usage usage, KvReport kv, long created) {
    private static final long MILLIS = 1000;

    /**
     * One sample.
     *
     * @param reasoning null: none
     */
    public record Text(String text, String reasoning, FinishReason finishReason) {}

    public FinishedText {
        texts = List.copyOf(texts);
    }

    /** @param timestamp of the result's record, epoch milliseconds */
    public static FinishedText of(ResultEvent result, long timestamp) {
        return new FinishedText(
                result.id(),
                result.model(),
                result.outputs().stream()
                        .map(o -> new Text(o.text(), o.reasoning(), o.finishReason()))
                        .toList(),
                result.ended(),
                result.usage(),
                result.kv(),
                timestamp / MILLIS);
    }

    /** Whether the texts are all of it: none was cut off by a cancellation or a deadline. */
    public boolean isWhole() {
        return ended == FinishReason.STOP || ended == FinishReason.LENGTH;
    }
}
