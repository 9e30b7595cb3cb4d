package dev.scopestream.generator.decode;

import dev.scopestream.engine.Engine;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.Sample;
import dev.scopestream.events.ResultChoice;
import dev.scopestream.generator.prompt.AdmittedPrompt;
import dev.scopestream.generator.resume.AttemptCheckpoint;
import dev.scopestream.generator.resume.Checkpoints;
import dev.scopestream.generator.resume.SampleCheckpoints;
import dev.scopestream.generator.spill.RequestEvictions;
import dev.scopestream.generator.state.Delivery;
import dev.scopestream.spill.write.WaitBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Begins one attempt: each sample goes on from what was saved of it, and those of which nothing was begin anew, together. Belongs
 * to the decode thread.
 */
final class AttemptStart {
    private final Engine engine;
    private final DecodeParts parts;
    private final Checkpoints checkpoints;
    private final WaitBudget disk;
    private final ActiveAttempt attempt;
    private final AdmittedPrompt prompt;
    private final List<ActiveRequest> anew = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();
    private final List<RequestEvictions> over = new ArrayList<>();
    private final List<Delivery.Chunk> repeated = new ArrayList<>();

    AttemptStart(Engine engine, DecodeParts parts, Checkpoints checkpoints, WaitBudget disk, ActiveAttempt attempt) {
        this.engine = engine;
        this.parts = parts;
        this.checkpoints = checkpoints;
        this.disk = disk;
        this.attempt = attempt;
        this.prompt = attempt.prompt();
    }

    /** Gives the samples to the engine; where that refuses one, the attempt has failed. */
    void run() {
        SampleCheckpoints saved = attempt.saved().checkpoints();
        try {
            for (int i = 0; i < prompt.samples(); i++) {
                Optional<ResultChoice> ended = saved.ended(i).filter(choice -> !prompt.repeatedlySuspect());
                if (ended.isPresent()) {
                    take(ended.get());
                } else {
                    begin(i);
                }
            }
            if (!samples.isEmpty()) {
                engine.submit(samples);
            }
            anew.forEach(attempt::begin);
        } catch (InvalidRequestException e) {
            anew.forEach(r -> over.add(r.evictions));
            attempt.fail(e.field(), e.getMessage());
        }
    }

    private void begin(int sample) {
        RequestEvictions evictions = evictions(sample);
        ChunkBuffer chunks = new ChunkBuffer(
                prompt.id(),
                attempt.number(),
                sample,
                parts.options().chunkTokens(),
                parts.options().chunkDelay().toNanos());
        EvictionSink own = evictions.sink();
        Optional<EvictedPositions> positions = sample == 0 ? positions(own) : Optional.empty();
        EvictionSink sink = positions.<EvictionSink>map(p -> p).orElse(own);
        ActiveRequest request = new ActiveRequest(attempt, sample, chunks, evictions, System.nanoTime());
        anew.add(request);
        if (checkpoints.resume(prompt, sample, evictions, sink)) {
            // what a resumed request evicted before isn't known
            anew.remove(request);
            attempt.begin(request);
        } else {
            request.positions = positions;
            samples.add(new Sample(prompt.request(sample), sink));
        }
    }

    private Optional<EvictedPositions> positions(EvictionSink sink) {
        int most = prompt.request().prompt().size() + prompt.request().maxTokens();
        return prompt.sender().kept() ? EvictedPositions.of(sink, engine.model(), most) : Optional.empty();
    }

    private RequestEvictions evictions(int sample) {
        AttemptCheckpoint checkpoint = new AttemptCheckpoint(
                attempt.saved().checkpoints().place(sample),
                parts.worker(),
                parts.spill().id());
        return parts.spill().begin(prompt, sample, engine.model(), disk, checkpoint);
    }

    /** A sample had ended when an earlier attempt was saved: its text comes again, and nothing of it runs. */
    private void take(ResultChoice choice) {
        over.add(evictions(choice.index()));
        attempt.taken(choice);
        ChunkBuffer.whole(prompt.id(), attempt.number(), choice)
                .forEach(chunk -> repeated.add(new Delivery.Chunk(prompt, chunk)));
    }

    /** Evictions of samples that don't run. */
    List<RequestEvictions> over() {
        return over;
    }

    /** The chunks of samples that had ended before. */
    List<Delivery.Chunk> repeated() {
        return repeated;
    }
}
