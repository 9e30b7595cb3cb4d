package dev.scopestream.engine.decode;

import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.Recall;
import dev.scopestream.engine.program.Choice;
import dev.scopestream.engine.program.CompactedPrompt;
import dev.scopestream.engine.program.Forward;
import dev.scopestream.engine.program.KvPool;
import dev.scopestream.engine.program.PoolKey;
import dev.scopestream.engine.program.ScoreException;
import dev.scopestream.engine.program.SlotTable;
import dev.scopestream.engine.resume.Snapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The requests that decode together, each in a row of the pool of its key. */
final class DecodeBatch implements AutoCloseable {
    /** Steps that a request waits at most for the others' choice of entries to recall. */
    private static final int MOST_WAIT = 8;

    private final Forward forward;
    private final EvictionHandout handout;
    private final BatchStep step;
    private final Map<PoolKey, PoolRows> pools = new LinkedHashMap<>();

    DecodeBatch(LoadedModel model, LongSupplier ticker) {
        this.forward = model.forward();
        this.handout = new EvictionHandout(forward, model.config().headDim());
        this.step = new BatchStep(model, handout, pools, ticker);
    }

    int size() {
        return pools.values().stream().mapToInt(rows -> rows.requests().size()).sum();
    }

    /** All requests, pool by pool. */
    List<RunningRequest> running() {
        return pools.values().stream().flatMap(rows -> rows.requests().stream()).toList();
    }

    /** Bytes of all rows in use. */
    long rowBytes() {
        return pools.values().stream()
                .mapToLong(rows -> rows.pool().rowBytes() * rows.pool().rows())
                .sum();
    }

    /** Bytes of all tensors, unused rows included. */
    long allocatedBytes() {
        return pools.values().stream()
                .mapToLong(rows -> rows.pool().allocatedBytes())
                .sum();
    }

    KvPool pool(RunningRequest request) {
        return rows(request).pool();
    }

    int index(RunningRequest request) {
        return rows(request).index(request);
    }

    private PoolRows rows(RunningRequest request) {
        return pools.computeIfAbsent(
                request.plan().key(), key -> new PoolRows(forward.model().newPool(key)));
    }

    /**
     * Whether a request joins now: then it chooses the entries to recall in the same steps as the others of its period, as a
     * choice for several rows costs little more than for one; or that step is more than {@link #MOST_WAIT} away.
     */
    boolean choosesWithOthers(RunningRequest request) {
        Optional<Integer> period = request.request().kv().recall().map(Recall::every);
        return period.isEmpty()
                || running().stream()
                        .filter(r ->
                                r.request().kv().recall().map(Recall::every).equals(period))
                        .findFirst()
                        .map(r -> Math.floorMod(-(r.row().step() + 1), period.get()))
                        .filter(wait -> wait > 0 && wait <= MOST_WAIT)
                        .isEmpty();
    }

    /**
     * Moves a prefilled prompt into a row, and copies the row for each further sample.
     *
     * @throws ScoreException where the score of its prefill policy fails; then none of its requests is in the batch
     */
    void join(PrefillJob job) {
        List<RunningRequest> members = job.group().members();
        RunningRequest first = members.get(0);
        RequestPlan plan = first.plan();
        PoolRows rows = rows(first);
        KvPool pool = rows.pool();
        members.forEach(rows::add);
        int index = rows.index(first);
        int tokens = plan.request().prompt().size();
        IntArray kept = plan.kept();
        pool.codes(tokens - kept.stream().min().orElse(tokens));
        CompactedPrompt prompt;
        try {
            prompt = forward.compactor().compact(pool, index, job.scratch(), tokens, plan.compaction());
        } catch (ScoreException e) {
            members.forEach(rows::remove);
            throw e;
        }
        for (RunningRequest member : members) {
            if (member != first) {
                pool.copy(index, rows.index(member));
            }
            begins(member, prompt);
        }
    }

    private void begins(RunningRequest request, CompactedPrompt prompt) {
        RequestPlan plan = request.plan();
        IntArray kept = plan.kept();
        int tokens = plan.request().prompt().size();
        request.row(new DecodeRow(
                plan.policy().plan(plan.shape()), kept, tokens, plan.key().staged()));
        long held = kept.stream().asLongStream().sum() * plan.key().heads();
        long all = (long) tokens * kept.size() * plan.key().heads();
        request.usage()
                .prefilled(held, all - held, prompt.lostShare(), pool(request).recallBytes());
        request.promptGaps(prompt.gaps());
        handout.prompt(request, prompt.evicted());
    }

    /** Loads a request from its accepted snapshot into a row of its own. */
    Snapshot rejoin(RunningRequest request, Resumption resumption) {
        KvPool pool = pool(request);
        int index = rows(request).add(request);
        Snapshot snapshot = resumption.load(request, pool, index);
        request.recall().ifPresent(r -> r.resumed(forward.inspection().coveredMass(pool, index)));
        return snapshot;
    }

    /** One step of all requests: candidates for each request's token, in the order of {@link #running}. */
    Choice step(int candidates) {
        return step.run(candidates);
    }

    /** Requests whose policy's score failed in the last step; they are still in the batch, and must be removed. */
    Map<RunningRequest, ScoreException> failures() {
        return step.failures();
    }

    /** Removes a request: its staged entries are handed out, its row is free. */
    void remove(RunningRequest request) {
        KvPool pool = pool(request);
        int index = index(request);
        request.usage().lost(forward.inspection().lostMass(pool, index));
        request.recall().ifPresent(r -> r.covered(forward.inspection().coveredMass(pool, index)));
        if (request.sink() != EvictionSink.none()) {
            handout.rest(request, pool, index);
        }
        rows(request).remove(request);
    }

    SlotTable slots(RunningRequest request) {
        return forward.inspection().slots(pool(request), index(request));
    }

    /** Frees the tensors of pools without rows, and the unused rows of the others. */
    void shrink() {
        pools.values().removeIf(rows -> {
            if (rows.isEmpty()) {
                rows.close();
                return true;
            }
            rows.pool().shrink();
            return false;
        });
    }

    @Override
    public void close() {
        pools.values().forEach(PoolRows::close);
        pools.clear();
    }
}
