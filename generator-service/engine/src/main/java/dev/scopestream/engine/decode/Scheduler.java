package dev.scopestream.engine.decode;

import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EngineLoad;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.FinishReason;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvState;
import dev.scopestream.engine.TextPiece;
import dev.scopestream.engine.program.Choice;
import dev.scopestream.engine.program.PromptException;
import dev.scopestream.engine.program.ScoreException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** Schedules requests: a queue, prefills one after the other, and a batch that decodes. Belongs to the decode thread. */
final class Scheduler implements AutoCloseable {
    private final StepObserver observer;
    private final LongSupplier ticker;
    private final AdmissionQueue queue;
    private final Prefills prefills;
    private final DecodeBatch batch;
    private final TokenGeneration generation;
    private final Resumption resumption;
    private final int vocabulary;
    private final long kvBytes;
    private final Set<String> inFlight = new HashSet<>();
    private final Set<String> cancelled = new HashSet<>();

    /** @param ticker of nanoseconds */
    Scheduler(EngineParts parts, EngineOptions options, StepObserver observer, LongSupplier ticker) {
        LoadedModel model = parts.model();
        this.observer = observer;
        this.ticker = ticker;
        this.queue = new AdmissionQueue(parts.admission(), options);
        this.prefills = new Prefills(model.forward(), options.schedule(), observer, ticker, parts.prefixes());
        this.batch = new DecodeBatch(model, ticker);
        this.generation = new TokenGeneration(model.endOfText());
        this.resumption = parts.resumption();
        this.vocabulary = model.config().vocabularySize();
        this.kvBytes = options.memory().kvBytes();
    }

    boolean isInFlight(String requestId) {
        return inFlight.contains(requestId);
    }

    void enqueue(SampleGroup group) {
        group.members().forEach(r -> inFlight.add(r.request().id()));
        queue.add(group);
    }

    /** See {@link dev.scopestream.engine.Engine#cancel}. */
    boolean cancel(String requestId) {
        return inFlight.contains(requestId) && cancelled.add(requestId);
    }

    /** See {@link dev.scopestream.engine.Engine#snapshot}. */
    Optional<ByteBuffer> snapshot(String requestId) {
        return decoding(requestId).flatMap(r -> resumption.take(r, batch.pool(r), batch.index(r)));
    }

    /** See {@link dev.scopestream.engine.Engine#kv}. */
    Optional<KvState> kv(String requestId) {
        return decoding(requestId).map(RunningRequest::kv);
    }

    private Optional<RunningRequest> decoding(String requestId) {
        return batch.running().stream()
                .filter(r -> r.request().id().equals(requestId))
                .findFirst();
    }

    /** See {@link dev.scopestream.engine.Engine#step}. */
    List<EngineEvent> step() {
        List<EngineEvent> events = new ArrayList<>();
        endCancelled(events);
        prefills.stepBegins(batch.size() > 0);
        boolean more;
        do {
            more = prefills.busy() ? advance(events) : admit(events);
            prefills.join(batch, (request, e) -> fail(request, "kv.prefill", e, events));
        } while (more);
        if (batch.size() > 0) {
            long start = ticker.getAsLong();
            decode(events);
            prefills.decoded(ticker.getAsLong() - start);
        }
        return events;
    }

    /** False: nothing more may run for prompts in this step. */
    private boolean advance(List<EngineEvent> events) {
        try {
            return prefills.advance((group, first) -> begins(group, first, events));
        } catch (PromptException e) {
            for (RunningRequest failed : prefills.current()) {
                prefills.drop(failed);
                fail(failed, "prompt", e, events);
            }
            return true;
        }
    }

    private void endCancelled(List<EngineEvent> events) {
        if (cancelled.isEmpty()) {
            return;
        }
        for (RunningRequest r : queue.requests()) {
            if (cancelled.contains(r.request().id())) {
                queue.remove(r);
                finish(r, FinishReason.CANCELLED, events);
            }
        }
        for (RunningRequest r : prefills.requests()) {
            if (cancelled.contains(r.request().id())) {
                finish(r, FinishReason.CANCELLED, events);
                prefills.drop(r);
            }
        }
        for (RunningRequest r : batch.running()) {
            if (cancelled.contains(r.request().id())) {
                batch.remove(r);
                finish(r, FinishReason.CANCELLED, events);
            }
        }
        cancelled.clear();
    }

    /** False: no request begins now. */
    private boolean admit(List<EngineEvent> events) {
        Optional<SampleGroup> admitted = queue.next(batch, prefills);
        if (admitted.isEmpty()) {
            return false;
        }
        SampleGroup group = admitted.get();
        group.members().forEach(r -> r.clock().started());
        RunningRequest next = group.first();
        if (next.saved().isPresent()) {
            IntArray tokens =
                    prefills.resumed(next, () -> batch.rejoin(next, resumption)).tokens();
            List<TextPiece> texts = tokens.stream().mapToObj(next::accept).toList();
            events.add(new EngineEvent.Resumed(next.request().id(), tokens, texts));
            return true;
        }
        try {
            prefills.begin(group, Math.max(observer.candidates(), next.picker().candidates(vocabulary)));
        } catch (PromptException e) {
            group.members().forEach(r -> fail(r, "prompt", e, events));
        }
        return true;
    }

    /** Each sample's first token; false: all of them end with it. */
    private boolean begins(SampleGroup group, Choice first, List<EngineEvent> events) {
        for (RunningRequest request : group.members()) {
            boolean failed = fails(request, first, 0, events);
            Optional<FinishReason> end = failed ? Optional.empty() : generation.next(request, first, 0, events);
            end.ifPresent(reason -> finish(request, reason, events));
            if ((failed || end.isPresent()) && group.remove(request)) {
                return false;
            }
        }
        return true;
    }

    private void decode(List<EngineEvent> events) {
        List<RunningRequest> running = batch.running();
        Choice choice = batch.step(observer.candidates());
        for (int i = 0; i < running.size(); i++) {
            RunningRequest request = running.get(i);
            ScoreException failure = batch.failures().get(request);
            if (failure != null) {
                batch.remove(request);
                fail(request, "kv.decode", failure, events);
                continue;
            }
            if (fails(request, choice, i, events)) {
                batch.remove(request);
                continue;
            }
            int before = request.generated();
            Optional<FinishReason> end = generation.next(request, choice, i, events);
            if (request.generated() > before) {
                observer.stepped(new ObservedStep(request, batch, choice, i));
            }
            if (end.isPresent()) {
                batch.remove(request);
                finish(request, end.get(), events);
            }
        }
    }

    /** A best logit that isn't a finite number chooses no token: NaN is the greatest of all to the program. */
    private boolean fails(RunningRequest request, Choice choice, int row, List<EngineEvent> events) {
        if (Float.isFinite(choice.logit(row, 0))) {
            return false;
        }
        inFlight.remove(request.request().id());
        events.add(new EngineEvent.Failed(
                request.request().id(),
                "model",
                "the model's logits aren't finite numbers after " + request.generated()
                        + " tokens: its weights are damaged, or too large for scope.dtype"));
        return true;
    }

    private void fail(RunningRequest request, String field, RuntimeException failure, List<EngineEvent> events) {
        inFlight.remove(request.request().id());
        events.add(new EngineEvent.Failed(request.request().id(), field, failure.getMessage()));
    }

    private void finish(RunningRequest request, FinishReason reason, List<EngineEvent> events) {
        inFlight.remove(request.request().id());
        TextPiece tail = request.text().tail();
        events.add(new EngineEvent.Finished(request.request().id(), tail, request.completion(reason)));
    }

    boolean idle() {
        return queue.size() == 0 && prefills.size() == 0 && batch.size() == 0 && cancelled.isEmpty();
    }

    EngineLoad load() {
        return new EngineLoad(queue.size(), batch.size() + prefills.size(), batch.rowBytes(), kvBytes);
    }

    @Override
    public void close() {
        prefills.close();
        batch.close();
    }
}
