package dev.scopestream.door.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.client.openai.FinishedText;
import dev.scopestream.client.openai.OpenAiError;
import dev.scopestream.client.openai.OpenAiJson;
import dev.scopestream.client.openai.StreamedAnswer;
import dev.scopestream.door.request.OpenRequest;
import dev.scopestream.door.request.Outcome;
import dev.scopestream.door.request.TextCursor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/**
 * An answer as server-sent events. An event is made when the client asks for it, of all the text that came since the last
 * one: a slow client gets fewer and longer events, and nothing waits for it but the text itself.
 */
final class EventStream {
    private static final byte[] WAITING = ": waiting\n\n".getBytes(StandardCharsets.UTF_8);

    private final OpenRequest request;
    private final StreamedAnswer answer;
    private final Runnable ended;
    private final List<TextCursor> cursors = new ArrayList<>();
    private final Deque<byte[]> due = new ArrayDeque<>();
    private final AtomicInteger work = new AtomicInteger();
    private volatile FluxSink<byte[]> sink;
    private volatile OpenAiError failure;
    private volatile boolean keepAlive;
    private boolean last;

    /**
     * The stream of a request.
     *
     * @param samples as many as its prompt asked for
     * @param ended is called when the last event is written, or the client is gone
     */
    EventStream(OpenRequest request, int samples, StreamedAnswer answer, Runnable ended) {
        this.request = request;
        this.answer = answer;
        this.ended = ended;
        for (int i = 0; i < samples; i++) {
            cursors.add(new TextCursor());
            due.add(event(answer.begin(i)));
        }
    }

    /** The events, for one subscriber. */
    Flux<byte[]> events() {
        return Flux.create(subscriber -> {
            sink = subscriber;
            subscriber.onRequest(more -> drain());
            subscriber.onDispose(ended::run);
        });
    }

    /** Something may have come. */
    void drain() {
        if (work.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            FluxSink<byte[]> out = sink;
            while (out != null && !out.isCancelled() && out.requestedFromDownstream() > 0 && emit(out)) {
                // each time one event
            }
            seen = work.addAndGet(-seen);
        } while (seen != 0);
    }

    /** A comment, unless an event goes: shows both sides that the other is there. */
    void keepAlive() {
        keepAlive = true;
        drain();
    }

    /** The stream ends with an error. */
    void fail(OpenAiError error) {
        failure = error;
        drain();
    }

    private boolean emit(FluxSink<byte[]> out) {
        if (due.isEmpty() && !last) {
            prepare();
        }
        if (!due.isEmpty()) {
            keepAlive = false;
            out.next(due.poll());
            return true;
        }
        if (last) {
            out.complete();
        } else if (keepAlive) {
            keepAlive = false;
            out.next(WAITING);
        }
        return false;
    }

    private void prepare() {
        Outcome outcome = request.outcome().orElse(null);
        for (int i = 0; i < cursors.size(); i++) {
            TextCursor.Delta delta = request.advance(cursors.get(i), i);
            if (delta.changed()) {
                end(OpenAiError.server(
                        500,
                        "the generator died, and another one's text begins otherwise; it can be had without stream",
                        "text_changed",
                        0));
                return;
            }
            if (!delta.isEmpty()) {
                due.add(event(answer.piece(i, delta.text(), delta.reasoning())));
            }
        }
        if (outcome instanceof Outcome.Answered answered) {
            end(answered.finished());
        } else if (outcome instanceof Outcome.Refused refused) {
            end(refused.error());
        } else if (failure != null) {
            end(failure);
        }
    }

    private void end(FinishedText finished) {
        for (int i = 0; i < Math.min(cursors.size(), finished.texts().size()); i++) {
            due.add(event(answer.end(i, finished)));
        }
        if (answer.includeUsage()) {
            due.add(event(answer.usage(finished)));
        }
        due.add(event(StreamedAnswer.DONE));
        last = true;
    }

    private void end(OpenAiError error) {
        due.add(event(error.body()));
        last = true;
    }

    private static byte[] event(ObjectNode data) {
        return event(OpenAiJson.text(data));
    }

    /** JSON is one line. */
    private static byte[] event(String data) {
        return ("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
