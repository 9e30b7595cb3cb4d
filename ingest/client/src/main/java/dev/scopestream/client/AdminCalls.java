package dev.scopestream.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Waits for a cluster's answers, and says in words what went wrong. */
final class AdminCalls {
    private final Duration timeout;

    AdminCalls(Duration timeout) {
        this.timeout = timeout;
    }

    <T> T get(KafkaFuture<T> future) {
        return get(future, () -> "the cluster refused");
    }

    <T> T get(KafkaFuture<T> future, Supplier<String> what) {
        try {
            return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw explained(e.getCause(), what);
        } catch (TimeoutException e) {
            throw noAnswer(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TopicException("interrupted while waiting for the cluster", e);
        }
    }

    /** Empty when there is no such topic (any more). */
    <T> Optional<T> find(KafkaFuture<T> future) {
        return find(UnknownTopicOrPartitionException.class, future);
    }

    /** Empty when it failed like that. */
    <T> Optional<T> find(Class<? extends Throwable> absent, KafkaFuture<T> future) {
        try {
            return Optional.of(get(future));
        } catch (TopicException e) {
            if (absent.isInstance(e.getCause())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** As {@link #get}, but this kind of failure is as good as done. */
    void getUnless(Class<? extends Throwable> fine, KafkaFuture<Void> future, Supplier<String> what) {
        try {
            get(future, what);
        } catch (TopicException e) {
            if (!fine.isInstance(e.getCause())) {
                throw e;
            }
        }
    }

    private TopicException explained(Throwable cause, Supplier<String> what) {
        return cause instanceof org.apache.kafka.common.errors.TimeoutException
                ? noAnswer(cause)
                : new TopicException(what.get() + ": " + cause.getMessage(), cause);
    }

    private TopicException noAnswer(Throwable cause) {
        return new TopicException(
                "no broker answered within " + timeout.toMillis()
                        + " ms: is the bootstrap address right, and is it up?",
                cause);
    }
}
