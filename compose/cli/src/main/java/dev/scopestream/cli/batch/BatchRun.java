package dev.scopestream.cli.batch;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.StopSignal;
import dev.scopestream.client.PromptProducer;
import dev.scopestream.client.openai.Endpoint;
import dev.scopestream.client.openai.FinishedText;
import dev.scopestream.client.openai.OpenAiError;
import dev.scopestream.events.InvalidEventException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs a batch, or what is left of it: reads the input twice, once to know its lines and once to send them, a window of
 * them at a time. A result that is on the topic already is taken from there.
 */
final class BatchRun implements AutoCloseable, BatchFeed.Reader {
    private static final Duration STEP = Duration.ofMillis(100);

    private final Path input;
    private final int window;
    private final BatchOutput out;
    private final BatchOutput errors;
    private final BatchEarlier earlier = new BatchEarlier();
    private final BatchState state = new BatchState();
    private final Set<String> open = new HashSet<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** @param window requests that are sent and not finished, at most */
    BatchRun(Path input, Path out, Path errors, int window) {
        this.input = input;
        this.window = window;
        this.out = new BatchOutput(out, earlier::output);
        this.errors = new BatchOutput(errors, earlier::error);
    }

    BatchState state() {
        return state;
    }

    /** Reads the input's lines, and reports those that are no requests. */
    void index() {
        try (BatchInput lines = new BatchInput(input)) {
            for (BatchInput.Line line = lines.next(); line != null; line = lines.next()) {
                if (!line.isBlank()) {
                    index(line);
                }
            }
        }
    }

    private void index(BatchInput.Line line) {
        if (line.bytes() == null) {
            bad(line.number(), null, "has more than " + BatchInput.LONGEST + " bytes");
            return;
        }
        try {
            BatchLine request = BatchLine.read(line.bytes());
            if (!state.add(line.number(), request)) {
                bad(line.number(), request.customId(), "custom_id: an earlier line has it");
            } else if (earlier.isServed(request)) {
                state.serve(line.number());
            } else if (earlier.isServedOtherwise(request)) {
                throw new CliException("the output has an answer to another body for custom_id " + request.customId()
                        + " (line " + (line.number() + 1) + " was changed): name another --out");
            } else if (earlier.isRefused(request)) {
                state.refuse(line.number());
            }
        } catch (InvalidEventException e) {
            bad(line.number(), BatchLine.customIdOf(line.bytes()), e.getMessage());
        }
    }

    private void bad(int number, String customId, String message) {
        state.addBad(number);
        if (!earlier.isBad(number)) {
            errors.append(BatchAnswer.bad(number, customId, message));
        }
    }

    /**
     * Sends and follows until every line is answered.
     *
     * @param stop interrupts it; Kafka's clients are then closed without an interrupt
     */
    void run(Map<String, Object> client, Runnable progress, StopSignal stop) {
        try (BatchFeed feed = new BatchFeed(client, this);
                PromptProducer producer = new PromptProducer(client)) {
            try {
                feed.catchUp();
                progress.run();
                sendAll(feed, producer, progress);
                while (!open.isEmpty()) {
                    step(feed, progress);
                }
                progress.run();
            } finally {
                if (stop.received()) {
                    stop.await();
                }
            }
        }
    }

    private void sendAll(BatchFeed feed, PromptProducer producer, Runnable progress) {
        try (BatchInput lines = new BatchInput(input)) {
            for (BatchInput.Line line = lines.next(); line != null; line = lines.next()) {
                if (!line.isBlank() && !state.isDone(line.number())) {
                    while (open.size() >= window) {
                        step(feed, progress);
                    }
                    send(producer, BatchLine.read(line.bytes()));
                }
            }
        }
    }

    private void step(BatchFeed feed, Runnable progress) {
        feed.poll(STEP);
        progress.run();
        if (failure.get() != null) {
            throw new CliException("can't send: " + failure.get().getMessage(), failure.get());
        }
    }

    private void send(PromptProducer producer, BatchLine line) {
        String id = line.prompt().id();
        open.add(id);
        try {
            var unused = producer.send(line.prompt()).whenComplete((sent, thrown) -> {
                if (thrown != null) {
                    failure.compareAndSet(null, thrown);
                }
            });
        } catch (InvalidEventException e) {
            refused(id, OpenAiError.of(e)); // with its id, it is larger than a record may be
        }
    }

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
            out.append(BatchAnswer.served(finished.id(), endpoint, finished));
            state.serve(line);
            open.remove(finished.id());
        } else if (open.contains(finished.id())) {
            refused(finished.id(), OpenAiError.of(finished.finishReason()));
        }
    }

    @Override
    public void refused(String id, OpenAiError error) {
        errors.append(BatchAnswer.refused(id, error));
        state.refuse(state.line(id));
        open.remove(id);
    }

    @Override
    public void close() {
        out.close();
        errors.close();
    }
}
