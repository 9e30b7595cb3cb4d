package dev.scopestream.generator.cancel;

import dev.scopestream.generator.ids.FinishedIds;
import dev.scopestream.generator.ids.IdScope;
import dev.scopestream.generator.ids.LatestEntries;
import dev.scopestream.generator.prompt.AdmittedPrompt;
import jakarta.inject.Singleton;

/**
 * Which requests were cancelled, and when; the latest {@value #MOST}. By the times of their records, which the log gives
 * (LogAppendTime), a cancellation holds for prompts that are older than it. Prompts and cancellations lie in different
 * topics: one that was sent right behind its prompt may be stored before it, on a broker whose clock differs. So it holds
 * for prompts that are up to {@value #SLACK_MILLIS} ms younger too, unless the request had an end after it: then the same
 * id was sent again, and is served. Safe for use by many threads.
 */
@Singleton
public final class Cancellations {
    private static final int MOST = 10_000;
    private static final long SLACK_MILLIS = 1000;

    private final LatestEntries<String, Long> times = new LatestEntries<>(MOST);
    private final FinishedIds ids;
    private final IdScope scope;

    public Cancellations(FinishedIds ids) {
        this.ids = ids;
        this.scope = ids.scope();
    }

    /**
     * @param tenant whose request it is, by the cancellation's own header
     * @param timestamp of the cancellation's record, epoch milliseconds
     */
    public synchronized void add(String tenant, String id, long timestamp) {
        times.merge(scope.name(tenant, id), timestamp, Math::max);
    }

    /** Whether this request was cancelled after it was sent. */
    public synchronized boolean contains(AdmittedPrompt prompt) {
        Long time = times.get(scope.name(prompt));
        if (time == null) {
            return false;
        }
        long sent = prompt.record().timestamp();
        return time >= sent || (time >= sent - SLACK_MILLIS && ids.latestEnd(prompt) < time);
    }
}
