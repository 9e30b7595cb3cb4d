package dev.scopestream.engine.bench;

import dev.scopestream.engine.Completion;
import dev.scopestream.engine.Engine;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * Benchmark of one batch: equal requests of random tokens, prefilled one after the other, then decoded together. A short
 * batch runs first as a warm-up.
 */
public final class EngineBench {
    private static final int WARM_UP_TOKENS = 24;

    private final Engine engine;
    private final LongSupplier ticker;

    public EngineBench(Engine engine) {
        this(engine, System::nanoTime);
    }

    EngineBench(Engine engine, LongSupplier ticker) {
        this.engine = engine;
        this.ticker = ticker;
    }

    /**
     * Runs one batch.
     *
     * @param batch requests
     * @param prompt tokens of each prompt
     * @param output tokens that each generates, at least 8
     * @throws dev.scopestream.engine.InvalidRequestException when the model or the cache can't hold them
     * @throws IllegalArgumentException when the outputs are too short for all requests to decode together
     */
    public BenchResult run(int batch, int prompt, int output, KvOptions kv) {
        measure(batch, prompt, Math.min(output, WARM_UP_TOKENS), kv);
        BenchResult result = measure(batch, prompt, output, kv);
        if (Double.isNaN(result.steps().stepMillis50())) {
            throw new IllegalArgumentException(
                    "the first of " + batch + " requests ended before the last prompt was read:"
                            + " they must generate more than " + output + " tokens to decode together");
        }
        return result;
    }

    private BenchResult measure(int batch, int prompt, int output, KvOptions kv) {
        for (int i = 0; i < batch; i++) {
            IntArray ids = BenchRequests.randomTokens(new Random(i), prompt, engine.model());
            engine.submit(BenchRequests.request("bench-" + i, ids, output, kv), EvictionSink.none());
        }
        long start = ticker.getAsLong();
        long prefill = 0;
        List<Long> steps = new ArrayList<>();
        List<Completion> done = new ArrayList<>();
        long held = 0;
        long early = -1;
        while (!engine.idle()) {
            boolean waiting = engine.load().queued() > 0;
            long before = ticker.getAsLong();
            List<EngineEvent> events = engine.step();
            long took = ticker.getAsLong() - before;
            long generated = events.stream()
                    .filter(EngineEvent.Generated.class::isInstance)
                    .count();
            if (generated == batch && !waiting && done.isEmpty()) {
                if (steps.isEmpty()) {
                    prefill = before - start;
                }
                steps.add(took);
                early = steps.size() == Math.max(1, output / 10) ? BenchResult.resident() : early;
            }
            held = Math.max(held, engine.load().kvBytesHeld());
            for (EngineEvent event : events) {
                if (event instanceof EngineEvent.Finished finished) {
                    done.add(finished.completion());
                }
            }
        }
        return BenchResult.of(new BenchResult.Load(batch, prompt, output), prefill, steps, done, held, early);
    }
}
