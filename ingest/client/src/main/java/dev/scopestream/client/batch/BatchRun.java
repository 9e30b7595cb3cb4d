package dev.scopestream.client.batch;

import dev.scopestream.client.LineReader;
import dev.scopestream.client.PromptProducer;
import dev.scopestream.client.openai.Endpoint;
import dev.scopestream.client.openai.FinishedText;
import dev.scopestream.client.openai.OpenAiError;
import dev.scopestream.events.FinishReason;
import dev.scopestream.events.InvalidEventException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Runs a batch, or what is left of it: reads the input twice, once to know its lines and once to send them, a window of
 * them at a time. A result that is on the topic already is taken from there. For one thread.
 */
public final class BatchRun implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(100);

    /** How long cancelled requests may take to say so. */
    private static final Duration CANCELLING = Duration.ofSeconds(30);

    private final BatchPlan plan;
    private final BatchAnswer answers;
    private final BatchOutput out;
    private final BatchOutput errors;
    private final BatchEarlier earlier = new BatchEarlier();
    private final BatchState state = new BatchState();
    private final Set<String> open = new HashSet<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private int sent;
    private boolean ending;

    /** @throws BatchException when an output can't be written, or holds something else */
    public BatchRun(BatchPlan plan) {
        this.plan = plan;
        this.answers = new BatchAnswer(plan.rules().ids());
        this.out = new BatchOutput(plan.out(), earlier::output);
        try {
            this.errors = new BatchOutput(plan.errors(), earlier::error);
        } catch (RuntimeException e) {
            out.close();
            throw e;
        }
    }

    public BatchState state() {
        return state;
    }

    /**
     * Reads the input's lines, and reports those that are no requests.
     *
     * @param each is called for each line; what it throws ends the reading
     * @throws InvalidBatchException when the input as a whole breaks the plan's rules
     * @throws BatchException when it can't be read
     */
    public void index(Runnable each) {
        new BatchIndex(plan, state, earlier, errors).read(each);
    }

    /**
     * Sends and follows until every line is answered, or the watch ends it.
     *
     * @throws BatchException when a prompt can't be sent or a file can't be written; it may be run again
     */
    public void run(Map<String, Object> client, BatchStart start, BatchWatch watch) {
        try (BatchFeed feed = new BatchFeed(client, start, new Answers());
                PromptProducer producer = new PromptProducer(client)) {
            feed.catchUp(watch::progress);
            watch.progress();
            sendAll(feed, producer, watch);
            while (!open.isEmpty() && watch.ended().isEmpty()) {
                step(feed, watch);
            }
            if (state.settled() < state.total()) {
                watch.ended().ifPresent(why -> end(why, start, feed, producer, watch));
            }
            watch.progress();
        }
    }

    private void sendAll(BatchFeed feed, PromptProducer producer, BatchWatch watch) {
        BatchLines.each(plan, line -> {
            if (!state.isDone(BatchLines.index(line))) {
                while (open.size() >= plan.window() && watch.ended().isEmpty()) {
                    step(feed, watch);
                }
                if (watch.ended().isEmpty()) {
                    send(producer, BatchLine.read(line.bytes(), plan.rules()));
                }
            }
            return watch.ended().isEmpty();
        });
    }

    private void step(BatchFeed feed, BatchWatch watch) {
        feed.poll(STEP);
        watch.progress();
        if (failure.get() != null) {
            throw new BatchException("can't send: " + failure.get().getMessage(), failure.get());
        }
    }

    private void send(PromptProducer producer, BatchLine line) {
        String id = line.prompt().id();
        open.add(id);
        sent++;
        try {
            var unused = producer.send(line.prompt(), plan.headers()).whenComplete(this::noteFailure);
        } catch (InvalidEventException e) {
            refuse(id, OpenAiError.of(e)); // with its id, it is larger than a record may be
        }
    }

    private void noteFailure(Object done, Throwable thrown) {
        if (thrown != null) {
            failure.compareAndSet(null, thrown);
        }
    }

    /** Cancels what is under way, and says of each line without an answer why it has none. */
    private void end(
            BatchWatch.Ended why, BatchStart start, BatchFeed feed, PromptProducer producer, BatchWatch watch) {
        ending = true;
        if (start.resumed() && sent < plan.window()) {
            // lines are sent in their order, a window at a time: what an earlier run has left open is among these
            eachOpen(line -> {
                open.add(line.prompt().id());
                return open.size() < plan.window();
            });
        }
        open.forEach(id -> {
            var unused = producer.cancel(id, plan.headers()).whenComplete(this::noteFailure);
        });
        long began = System.nanoTime();
        while (!open.isEmpty() && System.nanoTime() - began < CANCELLING.toNanos()) {
            step(feed, watch);
        }
        open.clear();
        eachOpen(line -> {
            errors.append(answers.unanswered(line.prompt().id(), why));
            state.refuse(state.line(line.prompt().id()));
            return true;
        });
    }

    private void eachOpen(Predicate<BatchLine> each) {
        BatchLines.each(
                plan,
                (LineReader.Line line) ->
                        state.isDone(BatchLines.index(line)) || each.test(BatchLine.read(line.bytes(), plan.rules())));
    }

    private void refuse(String id, OpenAiError error) {
        errors.append(answers.refused(id, error));
        state.refuse(state.line(id));
        open.remove(id);
    }

    /** Takes the final records of this batch's requests. */
    private final class Answers implements BatchFeed.Reader {
        @Override
        public boolean isOurs(String id) {
            int line = state.line(id);
            return line >= 0 && !state.isDone(line);
        }

        @Override
        public void finished(FinishedText finished) {
            int line = state.line(finished.id());
            if (finished.isWhole()) {
                Endpoint endpoint = state.isChat(line) ? Endpoint.CHAT : Endpoint.COMPLETIONS;
                out.append(answers.served(finished.id(), endpoint, finished));
                state.serve(line);
                open.remove(finished.id());
            } else if (ending && finished.ended() == FinishReason.CANCELLED) {
                open.remove(finished.id());
            } else if (open.contains(finished.id())) {
                refuse(finished.id(), OpenAiError.of(finished.ended()));
            }
        }

        @Override
        public void refused(String id, OpenAiError error) {
            refuse(id, error);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } finally {
            errors.close();
        }
    }
}
