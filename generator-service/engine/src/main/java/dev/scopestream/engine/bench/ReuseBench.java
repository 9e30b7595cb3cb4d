package dev.scopestream.engine.bench;

import dev.scopestream.engine.Engine;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.Sampling;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * Measures what is saved where work needn't be done again: a request that goes on from a snapshot against its prefill, and
 * a prompt that begins as others did against one that doesn't. All in one round, so the ratios hold on a busy machine, too.
 */
public final class ReuseBench {
    private static final int TOKENS = 32;
    private static final int SNAPSHOT_AT = 16;

    private final Engine engine;
    private final KvOptions kv;
    private final LongSupplier ticker;
    private final Random random = new Random(1);
    private int requests;

    /** @param ticker nanoseconds: of the clock, or, for a machine that does other things, of this thread's processor */
    public ReuseBench(Engine engine, KvOptions kv, LongSupplier ticker) {
        this.engine = engine;
        this.kv = kv;
        this.ticker = ticker;
    }

    /**
     * One round's times in milliseconds.
     *
     * @param prefill to the first token of a prompt that nothing is known of
     * @param step of the decoding of one request, median
     * @param snapshot taking one
     * @param snapshotBytes its size
     * @param resume from the snapshot's bytes to the next token, one step included
     * @param hit to the first token of a prompt that shares its beginning with two before it
     * @param reused how many of its tokens didn't go through the model
     */
    public record Round(
            double prefill, double step, double snapshot, long snapshotBytes, double resume, double hit, long reused) {}

    /**
     * Runs one round.
     *
     * @param prompt tokens
     * @param shared of these, the ones that prompts have in common
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
        int vocabulary = engine.model().vocabularySize();
        return random.ints(count, Math.min(100, vocabulary / 2), vocabulary).toArray();
    }

    private int[] with(int[] beginning, int length) {
        int[] prompt = tokens(length);
        System.arraycopy(beginning, 0, prompt, 0, beginning.length);
        return prompt;
    }

    private GenerationRequest request(int[] prompt) {
        return new GenerationRequest(
                "reuse-" + requests++, IntArray.of(prompt), TOKENS, Sampling.greedy(), List.of(), kv, true);
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
