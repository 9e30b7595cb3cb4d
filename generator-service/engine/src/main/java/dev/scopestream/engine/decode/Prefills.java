package dev.scopestream.engine.decode;

import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.prefix.PrefixCache;
import dev.scopestream.engine.program.Choice;
import dev.scopestream.engine.program.Forward;
import dev.scopestream.engine.program.PromptException;
import dev.scopestream.engine.program.ScoreException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Prefills: one prompt that is being read, and finished ones that wait for the step in which they join the batch. */
final class Prefills implements AutoCloseable {
    private final Forward forward;
    private final int chunk;
    private final StepObserver observer;
    private final LongSupplier ticker;
    private final PrefixCache prefixes;
    private final StallBudget stall;
    private final List<Ready> ready = new ArrayList<>();
    private PrefillJob current;

    private record Ready(PrefillJob job, Choice first) {}

    Prefills(
            Forward forward,
            EngineOptions.Schedule schedule,
            StepObserver observer,
            LongSupplier ticker,
            PrefixCache prefixes) {
        this.forward = forward;
        this.chunk = schedule.prefillChunk();
        this.observer = observer;
        this.ticker = ticker;
        this.prefixes = prefixes;
        this.stall = new StallBudget(schedule.stall());
    }

    /** Whether a prompt is being read; then no other one can begin. */
    boolean busy() {
        return current != null;
    }

    int size() {
        return requests().size();
    }

    /** Whose prompt is being read. */
    Optional<RunningRequest> current() {
        return Optional.ofNullable(current).map(PrefillJob::request);
    }

    /** All of them, the finished ones first. */
    List<RunningRequest> requests() {
        return Stream.concat(ready.stream().map(Ready::job), Stream.ofNullable(current))
                .map(PrefillJob::request)
                .toList();
    }

    /** Another step begins; {@code decoding}: requests wait for their next token in it. */
    void stepBegins(boolean decoding) {
        stall.stepBegins(decoding);
    }

    /** Whether another prompt can begin now: none is being read, and no request has to wait too long for it. */
    boolean canBegin(RunningRequest request) {
        StallBudget.Part part = request.saved().isPresent() ? StallBudget.Part.RESUME : StallBudget.Part.BEGIN;
        return !busy() && stall.fits(request.plan().scoring(), tokens(request), part);
    }

    private static int tokens(RunningRequest request) {
        return request.request().prompt().size();
    }

    /**
     * @param candidates number of candidates for the first token
     * @throws PromptException where it can't begin; then nothing is being read
     */
    void begin(RunningRequest request, int candidates) {
        stall.begin(request.plan().scoring());
        timed(
                StallBudget.Part.BEGIN,
                request,
                () -> current = new PrefillJob(forward, request, chunk, candidates, prefixes));
    }

    /** A request is loaded from what was saved of it. */
    <T> T resumed(RunningRequest request, Supplier<T> load) {
        T result = timed(StallBudget.Part.RESUME, request, load);
        stall.waits();
        return result;
    }

    private <T> T timed(StallBudget.Part part, RunningRequest request, Supplier<T> work) {
        long start = ticker.getAsLong();
        try {
            return work.get();
        } finally {
            stall.ran(part, request.plan().scoring(), tokens(request), ticker.getAsLong() - start);
        }
    }

    /**
     * Runs what is next of the prompt that is being read: a whole chunk, or, while other requests decode, as many of its layers
     * as the stall budget allows; the prompt's end is a call of its own then.
     *
     * @param begins takes the candidates for the first token; false: the request ends with it
     * @return false where nothing more may run in this step
     * @throws PromptException where the prompt can't be read; it is still the one that is being read, and must be dropped
     */
    boolean advance(BiPredicate<RunningRequest, Choice> begins) {
        if (!current.done()) {
            int tokens = current.tokens();
            int layers = stall.layers(tokens, current.layersLeft());
            if (layers == 0) {
                return false;
            }
            long start = ticker.getAsLong();
            current.advance(layers);
            stall.prefilled(layers, tokens, ticker.getAsLong() - start);
            if (stall.waiting()) {
                return true;
            }
            if (!current.done()) {
                return false;
            }
        }
        RunningRequest request = current.request();
        if (!stall.fits(request.plan().scoring(), tokens(request), StallBudget.Part.END, StallBudget.Part.JOIN)) {
            return false;
        }
        PrefillJob done = current;
        current = null;
        Choice first = timed(StallBudget.Part.END, request, done::finish);
        if (begins.test(request, first)) {
            ready.add(new Ready(done, first));
            return true;
        }
        done.close();
        return stall.waiting();
    }

    /**
     * Moves finished prefills into the batch, each in a step in which it chooses recall together with the others.
     *
     * @param failed takes requests whose prefill policy's score fails
     */
    void join(DecodeBatch batch, BiConsumer<RunningRequest, ScoreException> failed) {
        for (Iterator<Ready> all = ready.iterator(); all.hasNext(); ) {
            Ready one = all.next();
            if (batch.choosesWithOthers(one.job().request())) {
                all.remove();
                join(one, batch, failed);
            }
        }
    }

    private void join(Ready one, DecodeBatch batch, BiConsumer<RunningRequest, ScoreException> failed) {
        try (PrefillJob job = one.job()) {
            timed(StallBudget.Part.JOIN, job.request(), () -> {
                batch.join(job);
                return job;
            });
            stall.waits();
            observer.prefilled(new ObservedStep(job.request(), batch, one.first(), 0));
        } catch (ScoreException e) {
            failed.accept(one.job().request(), e);
        }
    }

    /** A step of the decoding requests took {@code nanos}. */
    void decoded(long nanos) {
        stall.decoded(nanos);
    }

    /** Drops one of {@link #requests}. */
    void drop(RunningRequest request) {
        if (current != null && current.request() == request) {
            current.close();
            current = null;
        }
        ready.removeIf(r -> {
            boolean gone = r.job().request() == request;
            if (gone) {
                r.job().close();
            }
            return gone;
        });
    }

    @Override
    public void close() {
        requests().forEach(this::drop);
    }
}
