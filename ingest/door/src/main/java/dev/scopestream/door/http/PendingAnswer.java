package dev.scopestream.door.http;

import dev.scopestream.client.openai.OpenAiError;
import dev.scopestream.client.openai.StreamedAnswer;
import dev.scopestream.client.openai.WholeAnswer;
import dev.scopestream.door.request.OpenRequest;
import dev.scopestream.door.request.Outcome;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A client that waits for a request: gets its response when there is something to say, and whatever it holds is given back
 * exactly once when it has its answer, is gone, or has waited for too long.
 */
final class PendingAnswer implements Runnable {
    /** A stream begins after this time even if there is no text yet: then an error is an event in it. */
    private static final Duration FIRST = Duration.ofSeconds(10);

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

    /** What ended an answer. */
    enum End {
        /** The client has it. */
        ANSWERED,
        /** The client is gone. */
        GONE,
        /** There was no result in time. */
        TIMEOUT
    }

    /** What is told how it ended. */
    @FunctionalInterface
    interface Ended {
        void ended(End how, int status);
    }

    private final Asked asked;
    private final Ended ended;
    private final CompletableFuture<MutableHttpResponse<?>> response = new CompletableFuture<>();
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Future<?>> timers = new ArrayList<>();
    private volatile OpenRequest request;
    private volatile EventStream stream;
    private volatile Connection connection;
    private volatile int status = 200;

    PendingAnswer(Asked asked, Ended ended) {
        this.asked = asked;
        this.ended = ended;
    }

    CompletableFuture<MutableHttpResponse<?>> response() {
        return response;
    }

    /** @param model its name, as far as it is known before the result */
    void start(OpenRequest joined, String model, Connection watched, DoorTimer timer, Duration timeout) {
        connection = watched;
        if (asked.request().form().stream()) {
            Integer samples = asked.request().prompt().sampling().n();
            stream = new EventStream(
                    joined,
                    samples == null ? 1 : samples,
                    new StreamedAnswer(
                            asked.request().endpoint(),
                            asked.id(),
                            model,
                            System.currentTimeMillis() / 1000,
                            asked.request().form().includeUsage()),
                    () -> end(End.ANSWERED));
        }
        request = joined;
        synchronized (timers) {
            timers.add(timer.after(timeout, this::giveUp));
            if (stream != null) {
                timers.add(timer.after(FIRST, this::beginStream));
                timers.add(timer.every(KEEP_ALIVE, stream::keepAlive));
            }
            if (over.get()) {
                timers.forEach(t -> t.cancel(false));
            }
        }
        run();
    }

    /** Something came of the request. */
    @Override
    public void run() {
        OpenRequest joined = request;
        if (joined == null) {
            return; // not started yet: start looks itself
        }
        Outcome outcome = joined.outcome().orElse(null);
        if (stream != null && begun.get()) {
            stream.drain();
        } else if (outcome instanceof Outcome.Refused refused) {
            reply(refused.error());
        } else if (stream != null) {
            if (outcome != null || joined.hasText()) {
                beginStream();
            }
        } else if (outcome instanceof Outcome.Answered answered && begun.compareAndSet(false, true)) {
            complete(Replies.json(WholeAnswer.of(asked.request().endpoint(), answered.finished())));
        }
    }

    private void beginStream() {
        if (begun.compareAndSet(false, true)) {
            response.complete(HttpResponse.ok(stream.events())
                    .header("Content-Type", "text/event-stream; charset=utf-8")
                    .header("Cache-Control", "no-cache")
                    .header("X-Accel-Buffering", "no")
                    .header(Replies.REQUEST_ID, asked.id()));
        }
    }

    private void reply(OpenAiError error) {
        if (begun.compareAndSet(false, true)) {
            status = error.status();
            complete(Replies.error(error));
        }
    }

    private void complete(MutableHttpResponse<byte[]> whole) {
        response.complete(whole.header(Replies.REQUEST_ID, asked.id()));
        end(End.ANSWERED);
    }

    private void giveUp() {
        OpenAiError late = OpenAiError.server(
                504,
                "no result in time (scope.door.timeout)"
                        + (asked.keyed() ? ": ask again with the same Idempotency-Key" : "; the request is cancelled"),
                "timeout",
                0);
        if (stream != null && begun.get()) {
            status = late.status();
            stream.fail(late);
            end(End.TIMEOUT);
        } else if (begun.compareAndSet(false, true)) {
            status = late.status();
            response.complete(Replies.error(late).header(Replies.REQUEST_ID, asked.id()));
            end(End.TIMEOUT);
        }
    }

    /** The client has closed its connection. */
    void gone() {
        begun.set(true);
        end(End.GONE);
    }

    private void end(End how) {
        if (over.compareAndSet(false, true)) {
            synchronized (timers) {
                timers.forEach(timer -> timer.cancel(false));
            }
            Connection watched = connection;
            if (watched != null) {
                watched.release();
            }
            ended.ended(how, how == End.GONE ? 499 : status);
        }
    }
}
