package dev.scopestream.engine.decode;

import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.program.Choice;
import dev.scopestream.engine.program.Entries;
import dev.scopestream.engine.program.Forward;
import dev.scopestream.engine.program.PoolKey;
import dev.scopestream.engine.program.RowEvictions;
import dev.scopestream.engine.program.ScoreException;
import dev.scopestream.engine.program.StepInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** Runs one decode step of all rows: plans it, calls the program, and hands out what was evicted. */
final class BatchStep {
    private final LoadedModel model;
    private final Forward forward;
    private final EvictionHandout handout;
    private final Map<PoolKey, PoolRows> pools;
    private final RecallReads reads;
    private final Map<RunningRequest, ScoreException> failures = new LinkedHashMap<>();

    /** @param pools of the batch, in the order of its rows */
    BatchStep(LoadedModel model, EvictionHandout handout, Map<PoolKey, PoolRows> pools, LongSupplier ticker) {
        this.model = model;
        this.forward = model.forward();
        this.handout = handout;
        this.pools = pools;
        this.reads = new RecallReads(pools, model.config().headDim(), ticker);
    }

    /**
     * One step.
     *
     * @param candidates least number of candidates for each request's token
     * @return candidates for each request, pool by pool in the map's order
     */
    Choice run(int candidates) {
        failures.clear();
        List<StepInput.PoolStep> steps = new ArrayList<>();
        IntStream.Builder wanted = IntStream.builder();
        for (PoolRows rows : pools.values()) {
            if (!rows.isEmpty()) {
                steps.add(plan(rows));
                for (RunningRequest request : rows.requests()) {
                    wanted.add(Math.max(
                            candidates,
                            request.picker().candidates(model.config().vocabularySize())));
                }
            }
        }
        reads.begin();
        Choice choice = forward.steps()
                .run(new StepInput(steps, IntArray.of(wanted.build().toArray())), reads);
        for (StepInput.PoolStep step : steps) {
            List<RunningRequest> requests = pools.get(step.pool().key()).requests();
            evictByFunction(step, requests);
            for (int i = 0; i < requests.size(); i++) {
                try {
                    evict(step, requests.get(i), i);
                } catch (ScoreException e) {
                    failures.putIfAbsent(requests.get(i), e);
                }
            }
        }
        return choice;
    }

    /** Requests whose policy's score failed in the last step. */
    Map<RunningRequest, ScoreException> failures() {
        return failures;
    }

    private void evictByFunction(StepInput.PoolStep step, List<RunningRequest> requests) {
        if (step.pool().key().score().own()
                || requests.stream().noneMatch(r -> r.row().evictsOne())) {
            return;
        }
        try {
            List<Optional<ScoreException>> wrong = forward.evictions().evictByFunction(step);
            for (int i = 0; i < wrong.size(); i++) {
                RunningRequest request = requests.get(i);
                wrong.get(i).ifPresent(e -> failures.putIfAbsent(request, e));
            }
        } catch (ScoreException e) {
            requests.forEach(request -> failures.putIfAbsent(request, e));
        }
    }

    private StepInput.PoolStep plan(PoolRows rows) {
        rows.requests().forEach(RunningRequest::advance);
        if (rows.pool().key().recall().slots() > 0) {
            rows.pool()
                    .codes(rows.requests().stream()
                            .mapToInt(r -> r.row().handedNext())
                            .max()
                            .orElse(0));
        }
        return new PoolPlan(rows.pool(), rows.requests(), model.config().layers());
    }

    private void evict(StepInput.PoolStep step, RunningRequest request, int index) {
        DecodeRow row = request.row();
        int heads = step.pool().key().heads();
        long before = row.totalHeld() * heads;
        boolean handsOut = request.sink() != EvictionSink.none();
        for (int l = 0; l < row.layers(); l++) {
            if (row.evictions(l) > 1) {
                Entries evicted = forward.evictions().evict(step, bulk(row, index, l));
                if (handsOut) {
                    handout.bulk(request, l, evicted);
                }
            }
        }
        if (handsOut) {
            handout.full(request, step.pool(), index);
        }
        row.settle();
        request.usage().stepped(before, row.totalHeld() * heads, step.pool().recallBytes());
    }

    private static RowEvictions.BulkEviction bulk(DecodeRow row, int index, int layer) {
        return new RowEvictions.BulkEviction(
                index,
                layer,
                row.evictions(layer),
                row.held(layer),
                row.regionStart(layer),
                row.step(),
                row.recent(),
                row.handed(layer));
    }
}
