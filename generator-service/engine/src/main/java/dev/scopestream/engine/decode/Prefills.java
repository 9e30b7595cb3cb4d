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
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Prefills: one prompt that is being read, and finished ones that wait for the step in which they join the batch; each for the
 * samples of a group.
 */
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

    /** Number of requests. */
    int size() {
        return requests().size();
    }

    /** Whose prompt is being read; empty: no one's. */
    List<RunningRequest> current() {
        return current == null ? List.of() : current.group().members();
    }

    /** All groups, the finished ones first. */
    List<SampleGroup> groups() {
        return Stream.concat(ready.stream().map(Ready::job), Stream.ofNullable(current))
                .map(PrefillJob::group)
                .toList();
    }

    /** All requests, those of the finished ones first. */
    List<RunningRequest> requests() {
        return groups().stream().flatMap(group -> group.members().stream()).toList();
    }

    /** Another step begins; {@code decoding}: requests wait for their next token in it. */
    void stepBegins(boolean decoding) {
        stall.stepBegins(decoding);
    }

    /** Whether another prompt can begin now: none is being read, and no request has to wait too long for it. */
    boolean canBegin(RunningRequest request) {
        StallBudget.Part part = request.saved().isPresent() ? StallBudget.Part.RESUME : StallBudget.Part.BEGIN;
        return !busy() && stall.fits(request.plan().scoring(), tokens(request.plan()), part);
    }

    private static int tokens(RequestPlan plan) {
        return plan.request().prompt().size();
    }

    /**
     * @param candidates number of candidates for the first token
     * @throws PromptException where it can't begin; then nothing is being read
     */
    void begin(SampleGroup group, int candidates) {
        RequestPlan plan = group.first().plan();
        stall.begin(plan.scoring());
        timed(
                StallBudget.Part.BEGIN,
                plan,
                () -> current = new PrefillJob(forward, group, chunk, candidates, prefixes));
    }

    /** A request is loaded from what was saved of it. */
    <T> T resumed(RunningRequest request, Supplier<T> load) {
        T result = timed(StallBudget.Part.RESUME, request.plan(), load);
        stall.waits();
        return result;
    }

    private <T> T timed(StallBudget.Part part, RequestPlan plan, Supplier<T> work) {
        long start = ticker.getAsLong();
        try {
            return work.get();
        } finally {
            stall.ran(part, plan.scoring(), tokens(plan), ticker.getAsLong() - start);
        }
    }

    /**
     * Runs what is next of the prompt that is being read: a whole chunk, or, while other requests decode, as many of its layers
     * as the stall budget allows; the prompt's end is a call of its own then.
     *
     * @param begins takes the candidates for the first token; false: all of the group's requests end with it
     * @return false where nothing more may run in this step
     * @throws PromptException where the prompt can't be read; it is still the one that is being read, and must be dropped
     */
    boolean advance(BiPredicate<SampleGroup, Choice> begins) {
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
        RequestPlan plan = current.plan();
        if (!stall.fits(plan.scoring(), tokens(plan), StallBudget.Part.END, StallBudget.Part.JOIN)) {
            return false;
        }
        PrefillJob done = current;
        current = null;
        Choice first = timed(StallBudget.Part.END, plan, done::finish);
        if (begins.test(done.group(), first)) {
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
            if (batch.choosesWithOthers(one.job().group().first())) {
                all.remove();
                join(one, batch, failed);
            }
        }
    }

    private void join(Ready one, DecodeBatch batch, BiConsumer<RunningRequest, ScoreException> failed) {
        try (PrefillJob job = one.job()) {
            timed(StallBudget.Part.JOIN, job.plan(), () -> {
                batch.join(job);
                return job;
            });
            stall.waits();
            for (RunningRequest request : job.group().members()) {
                observer.prefilled(new ObservedStep(request, batch, one.first(), 0));
            }
        } catch (ScoreException e) {
            one.job().group().members().forEach(request -> failed.accept(request, e));
        }
    }

    /** A step of the decoding requests took {@code nanos}. */
    void decoded(long nanos) {
        stall.decoded(nanos);
    }

    /** Drops one of {@link #requests}. */
    void drop(RunningRequest request) {
        if (current != null && endsWith(current, request)) {
            current = null;
        }
        ready.removeIf(r -> endsWith(r.job(), request));
    }

    /** Whether the job is closed, as this was the last of its requests. */
    private static boolean endsWith(PrefillJob job, RunningRequest request) {
        boolean ends = job.group().contains(request) && job.group().remove(request);
        if (ends) {
            job.close();
        }
        return ends;
    }

    @Override
    public void close() {
        requests().forEach(this::drop);
    }
}
