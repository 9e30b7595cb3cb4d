package dev.scopestream.generator.cancel;

import dev.scopestream.generator.ids.LatestEntries;
import dev.scopestream.generator.prompt.AdmittedPrompt;
import jakarta.inject.Singleton;

/**
 * Which requests were cancelled, and when; the latest {@value #MOST}. A cancellation holds for prompts that are older than
 * it by the records' timestamps: the same id sent again later is served. Safe for use by many threads.
 */
@Singleton
public final class Cancellations {
    private static final int MOST = 10_000;

    private final LatestEntries<String, Long> times = new LatestEntries<>(MOST);

    /** @param timestamp of the cancellation's record, epoch milliseconds */
    public synchronized void add(String id, long timestamp) {
        times.merge(id, timestamp, Math::max);
    }

    /** Whether this request was cancelled after it was sent. */
    public synchronized boolean contains(AdmittedPrompt prompt) {
        Long time = times.get(prompt.id());
        return time != null && time >= prompt.record().timestamp();
    }
}
