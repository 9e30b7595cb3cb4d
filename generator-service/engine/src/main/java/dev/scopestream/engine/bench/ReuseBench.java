package dev.scopestream.engine.bench;

import dev.scopestream.engine.Engine;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvOptions;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * Benchmark of reuse: resuming from a snapshot compared with the request's prefill, and a prompt with a kept prefix compared
 * with one without. One round measures all of them, so that their ratios are comparable on a busy machine.
 */
public final class ReuseBench {
    private static final int TOKENS = 32;
    private static final int SNAPSHOT_AT = 16;

    private final Engine engine;
    private final KvOptions kv;
    private final LongSupplier ticker;
    private final Random random = new Random(1);
    private int requests;

    /** @param ticker of nanoseconds: wall time, or this thread's processor time on a busy machine */
    public ReuseBench(Engine engine, KvOptions kv, LongSupplier ticker) {
        this.engine = engine;
        this.kv = kv;
        this.ticker = ticker;
    }

    /**
     * One round's times in milliseconds.
     *
     * @param prefill from submission to the first token of a prompt without a kept prefix
     * @param step median decode step of one request
     * @param snapshot taking a snapshot
     * @param snapshotBytes size of the snapshot
     * @param resume from the call of resume to the next token
     * @param hit from submission to the first token of a prompt whose prefix two prompts had before
     * @param reused tokens of that prompt that didn't go through the model
     */
    public record Round(
            double prefill, double step, double snapshot, long snapshotBytes, double resume, double hit, long reused) {}

    /**
     * Runs one round.
     *
     * @param prompt tokens of each prompt
     * @param shared tokens of the common prefix
     */
    public Round run(int prompt, int shared) {
        int[] cold = tokens(prompt);
        GenerationRequest request = request(cold);
        long start = ticker.getAsLong();
        engine.submit(request, EvictionSink.none());
        double prefill = untilToken(start);
        long[] steps = new long[SNAPSHOT_AT];
        for (int i = 0; i < SNAPSHOT_AT; i++) {
            long before = ticker.getAsLong();
            List<EngineEvent> unused = engine.step();
            steps[i] = ticker.getAsLong() - before;
        }
        start = ticker.getAsLong();
        ByteBuffer snapshot = engine.snapshot(request.id()).orElseThrow();
        double taking = millis(start);
        drain();
        start = ticker.getAsLong();
        if (engine.resume(request, EvictionSink.none(), snapshot).isPresent()) {
            throw new IllegalStateException("the snapshot was refused");
        }
        double resume = untilToken(start);
        drain();
        int[] beginning = tokens(shared);
        for (int i = 0; i < 2; i++) {
            engine.submit(request(with(beginning, prompt)), EvictionSink.none());
            drain();
        }
        long before = engine.prefixStatistics().reusedTokens();
        GenerationRequest third = request(with(beginning, prompt));
        start = ticker.getAsLong();
        engine.submit(third, EvictionSink.none());
        double hit = untilToken(start);
        drain();
        Arrays.sort(steps);
        return new Round(
                prefill,
                steps[steps.length / 2] / 1e6,
                taking,
                snapshot.remaining(),
                resume,
                hit,
                engine.prefixStatistics().reusedTokens() - before);
    }

    private int[] tokens(int count) {
        return BenchRequests.randomTokens(random, count, engine.model()).toArray();
    }

    private int[] with(int[] beginning, int length) {
        int[] prompt = tokens(length);
        System.arraycopy(beginning, 0, prompt, 0, beginning.length);
        return prompt;
    }

    private GenerationRequest request(int[] prompt) {
        return BenchRequests.request("reuse-" + requests++, IntArray.of(prompt), TOKENS, kv);
    }

    private double untilToken(long start) {
        List<EngineEvent> events = List.of();
        while (events.stream().noneMatch(EngineEvent.Generated.class::isInstance)) {
            events = engine.step();
        }
        return millis(start);
    }

    private double millis(long start) {
        return (ticker.getAsLong() - start) / 1e6;
    }

    private void drain() {
        while (!engine.idle()) {
            List<EngineEvent> unused = engine.step();
        }
    }
}
