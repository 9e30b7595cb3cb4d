package dev.scopestream.engine.bench;

import dev.scopestream.engine.Engine;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;

/** How long running requests wait for their next token while a long prompt joins them. */
public final class StallBench {
    private static final int BEFORE = 24;
    private static final int ENDLESS = 100_000;

    private final Engine engine;
    private final LongSupplier ticker;

    public StallBench(Engine engine) {
        this(engine, System::nanoTime);
    }

    StallBench(Engine engine, LongSupplier ticker) {
        this.engine = engine;
        this.ticker = ticker;
    }

    /**
     * What was measured.
     *
     * @param gaps times between two tokens of the running requests, nanoseconds, ascending, from the moment the prompt was
     *     submitted to its first token
     * @param joinNanos from then to its first token
     */
    public record Result(List<Long> gaps, long joinNanos) {
        public Result {
            gaps = gaps.stream().sorted().toList();
        }

        /** In nanoseconds. */
        public long percentile(double share) {
            return gaps.get((int) Math.round(share * (gaps.size() - 1)));
        }
    }

    /**
     * Runs {@code running} requests of {@code prompt} tokens, and lets one of {@code joining} join them.
     *
     * @param running at least 1
     */
    public Result run(int running, int prompt, int joining, KvOptions kv) {
        for (int i = 0; i < running; i++) {
            submit("running-" + i, prompt, ENDLESS, kv);
        }
        int full = 0;
        while (full < BEFORE) {
            full += tokens(engine.step()) == running ? 1 : 0;
        }
        submit("joining", joining, 1, kv);
        long start = ticker.getAsLong();
        long before = start;
        List<Long> gaps = new ArrayList<>();
        boolean there = false;
        while (!there) {
            List<EngineEvent> events = engine.step();
            long now = ticker.getAsLong();
            gaps.add(now - before);
            before = now;
            there = events.stream()
                    .anyMatch(e -> e instanceof EngineEvent.Generated g
                            && g.requestId().equals("joining"));
        }
        for (int i = 0; i < running; i++) {
            engine.cancel("running-" + i);
        }
        while (!engine.idle()) {
            engine.step();
        }
        return new Result(gaps, before - start);
    }

    private static long tokens(List<EngineEvent> events) {
        return events.stream().filter(EngineEvent.Generated.class::isInstance).count();
    }

    private void submit(String id, int tokens, int output, KvOptions kv) {
        int vocabulary = engine.model().vocabularySize();
        int[] ids = new Random(id.hashCode())
                .ints(tokens, Math.min(100, vocabulary / 2), vocabulary)
                .toArray();
        int most = Math.min(output, engine.model().contextLength() - tokens);
        engine.submit(
                new GenerationRequest(id, IntArray.of(ids), most, Sampling.greedy(), List.of(), kv, true),
                EvictionSink.none());
    }
}
