package dev.scopestream.generator.kafka;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Looks at one topic again and again, without waiting for the answers. Confined to one thread. */
public final class TopicWatch {
    private static final long BETWEEN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final TopicShapes shapes;
    private final String topic;
    private CompletableFuture<TopicShape> answer;
    private long askedNanos = System.nanoTime() - BETWEEN_NANOS;
    private TopicShape latest;
    private long latestNanos;

    public TopicWatch(TopicShapes shapes, String topic) {
        this.shapes = shapes;
        this.topic = topic;
    }

    /** What the topic was when it was looked at last; empty: it hasn't been found yet. */
    public Optional<TopicShape> latest() {
        look(BETWEEN_NANOS);
        return Optional.ofNullable(latest);
    }

    /** What the topic was after this moment of {@link System#nanoTime}; empty: that isn't known yet. */
    public Optional<TopicShape> since(long nanos) {
        boolean known = latest != null && latestNanos - nanos >= 0;
        look(known ? BETWEEN_NANOS : RETRY_NANOS);
        return latest != null && latestNanos - nanos >= 0 ? Optional.of(latest) : Optional.empty();
    }

    private void look(long between) {
        if (answer != null && answer.isDone()) {
            if (!answer.isCompletedExceptionally()) {
                latest = answer.join();
                latestNanos = askedNanos;
            }
            answer = null;
        }
        if (answer == null && System.nanoTime() - askedNanos >= between) {
            askedNanos = System.nanoTime();
            answer = shapes.of(topic);
        }
    }
}
