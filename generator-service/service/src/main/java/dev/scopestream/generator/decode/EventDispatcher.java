package dev.scopestream.generator.decode;

import dev.scopestream.engine.EngineEvent;
import dev.scopestream.events.ChunkEvent;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.generator.fault.FaultPoint;
import dev.scopestream.generator.metrics.RequestMetrics;
import dev.scopestream.generator.resume.Checkpoints;
import dev.scopestream.generator.state.Delivery;
import dev.scopestream.generator.state.DeliveryQueue;
import java.util.List;
import java.util.Optional;

/** Turns the events of engine steps into chunks and results for the delivery queue. Belongs to the decode thread. */
final class EventDispatcher {
    /** Tokens of a chunk that repeats text from before a resumption. */
    private static final int RESENT_TOKENS = 1024;

    private final ActiveRequests requests;
    private final Checkpoints checkpoints;
    private final ResultAssembler results;
    private final RequestMetrics metrics;
    private final DeliveryQueue deliveries;

    EventDispatcher(ActiveRequests requests, Checkpoints checkpoints, ResultAssembler results, DecodeParts parts) {
        this.requests = requests;
        this.checkpoints = checkpoints;
        this.results = results;
        this.metrics = parts.metrics();
        this.deliveries = parts.state().deliveries();
    }

    /** Takes what one step brought; waits while the delivery queue has too many chunks. */
    void take(List<EngineEvent> events) throws InterruptedException {
        long now = System.nanoTime();
        for (Delivery.Chunk chunk : requests.repeated()) {
            deliveries.putChunk(chunk);
        }
        for (EngineEvent event : events) {
            if (event instanceof EngineEvent.Generated generated) {
                generated(requests.get(event.requestId()), generated, now);
            } else if (event instanceof EngineEvent.Resumed resumed) {
                resumed(requests.get(event.requestId()), resumed, now);
            } else if (event instanceof EngineEvent.Finished finished) {
                finished(requests.remove(event.requestId()), finished, now);
            } else if (event instanceof EngineEvent.Failed failed) {
                requests.failed(requests.remove(event.requestId()), failed.field(), failed.reason());
            }
        }
        for (ActiveRequest r : requests.all()) {
            (r.firstTokenNanos == 0 ? FaultPoint.PREFILLING : FaultPoint.DECODING).pass(r.prompt.id());
            send(r, r.chunks.due(now));
        }
        requests.checkpoint();
    }

    private void send(ActiveRequest r, Optional<ChunkEvent> due) throws InterruptedException {
        if (due.isPresent() && r.ending != ActiveRequest.Ending.DROPPED) {
            deliveries.putChunk(new Delivery.Chunk(r.prompt, due.get().withKv(requests.kv(r))));
        }
    }

    /** The chunks of the new attempt begin with the text of the checkpoint. */
    private void resumed(ActiveRequest r, EngineEvent.Resumed event, long now) throws InterruptedException {
        checkpoints.resumed(r.progress, event.tokens().size());
        r.firstTokenNanos = now;
        for (int i = 0; i < event.texts().size(); i++) {
            r.chunks.add(event.texts().get(i), now);
            send(r, (i + 1) % RESENT_TOKENS == 0 ? r.chunks.due(now) : Optional.empty());
        }
    }

    private void generated(ActiveRequest r, EngineEvent.Generated event, long now) {
        if (r.firstTokenNanos == 0) {
            r.firstTokenNanos = now;
            if (r.sample == 0) {
                metrics.firstToken(r.prompt.operation(), now - r.prompt.takenNanos());
            }
        }
        r.progress.generated();
        metrics.generated();
        r.chunks.add(event.text(), now);
    }

    private void finished(ActiveRequest r, EngineEvent.Finished event, long now) throws InterruptedException {
        if (!requests.finished(r)) {
            return;
        }
        r.attempt.output(ResultAssembler.choice(r, event.completion()));
        deliveries.putChunk(new Delivery.Chunk(r.prompt, r.chunks.last(event.tail())));
        if (!r.attempt.running().isEmpty()) {
            return;
        }
        ResultEvent result = results.of(r, event.completion(), now);
        deliveries.put(new Delivery.Result(r.prompt, result));
        metrics.finished(r.prompt.operation(), result);
    }
}
