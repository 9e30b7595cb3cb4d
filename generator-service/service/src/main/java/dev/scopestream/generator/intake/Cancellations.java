package dev.scopestream.generator.intake;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which requests were cancelled, and when; the latest {@value #MOST}. A cancellation holds for prompts that are older than
 * it by the records' timestamps: the same id sent again later is served. Safe for use by many threads.
 */
public final class Cancellations {
    private static final int MOST = 10_000;

    private final Map<String, Long> times = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST;
        }
    };

    public synchronized void add(String id, long timestamp) {
        times.merge(id, timestamp, Math::max);
    }

    /** Whether this request was cancelled after it was sent. */
    public synchronized boolean contains(Work work) {
        Long time = times.get(work.id());
        return time != null && time >= work.record().timestamp();
    }
}
