package dev.scopestream.generator.reply;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** Meters of copies in topics of the senders' choice. */
@Singleton
final class ReplyMetrics {
    private final Counter sent;
    private final Counter failed;

    ReplyMetrics(MeterRegistry registry) {
        this.sent = registry.counter("scope.replies.sent");
        this.failed = registry.counter("scope.replies.failed");
    }

    void sent() {
        sent.increment();
    }

    /** There is no such topic, or it didn't take the record. */
    void failed() {
        failed.increment();
    }
}
