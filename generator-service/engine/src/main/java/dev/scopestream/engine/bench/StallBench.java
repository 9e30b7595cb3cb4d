package dev.scopestream.engine.bench;

import dev.scopestream.engine.Engine;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;

/** Benchmark of the time between two tokens of running requests while a long prompt is prefilled. */
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
     * Measured times, from the prompt's submission to its first token.
     *
     * @param gaps times between two tokens of the running requests, nanoseconds, ascending
     * @param joinNanos time to the prompt's first token
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
     * Submits a prompt of {@code joining} tokens while {@code running} requests of {@code prompt} tokens decode.
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
        boolean joined = false;
        while (!joined) {
            List<EngineEvent> events = engine.step();
            long now = ticker.getAsLong();
            gaps.add(now - before);
            before = now;
            joined = events.stream()
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
        IntArray ids = BenchRequests.randomTokens(new Random(id.hashCode()), tokens, engine.model());
        int most = Math.min(output, engine.model().contextLength() - tokens);
        engine.submit(BenchRequests.request(id, ids, most, kv), EvictionSink.none());
    }
}
