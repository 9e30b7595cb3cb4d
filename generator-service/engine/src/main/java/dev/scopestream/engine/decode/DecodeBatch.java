package dev.scopestream.engine.decode;

import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.Recall;
import dev.scopestream.engine.checkpoint.ModelConfig;
import dev.scopestream.engine.program.Choice;
import dev.scopestream.engine.program.CompactedPrompt;
import dev.scopestream.engine.program.Entries;
import dev.scopestream.engine.program.Forward;
import dev.scopestream.engine.program.KvPool;
import dev.scopestream.engine.program.PoolKey;
import dev.scopestream.engine.program.RowEvictions;
import dev.scopestream.engine.program.SlotTable;
import dev.scopestream.engine.program.StepInput;
import dev.scopestream.engine.resume.Snapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The requests that decode together, each in a row of the pool that fits it. */
final class DecodeBatch implements AutoCloseable {
    private final Forward forward;
    private final EvictionHandout handout;
    private final int layers;
    private final int headDim;
    private final LongSupplier ticker;
    private final int vocabulary;
    private final Map<PoolKey, KvPool> pools = new LinkedHashMap<>();
    private final Map<PoolKey, List<RunningRequest>> rows = new LinkedHashMap<>();

    DecodeBatch(Forward forward, ModelConfig config, LongSupplier ticker) {
        this.forward = forward;
        this.handout = new EvictionHandout(forward, config.headDim());
        this.layers = config.layers();
        this.vocabulary = config.vocabularySize();
        this.headDim = config.headDim();
        this.ticker = ticker;
    }

    int size() {
        return rows.values().stream().mapToInt(List::size).sum();
    }

    List<RunningRequest> running() {
        return rows.values().stream().flatMap(List::stream).toList();
    }

    /** Bytes of all rows in use. */
    long rowBytes() {
        return pools.values().stream().mapToLong(p -> p.rowBytes() * p.rows()).sum();
    }

    /** Bytes of all tensors, unused rows included. */
    long allocatedBytes() {
        return pools.values().stream().mapToLong(KvPool::allocatedBytes).sum();
    }

    KvPool pool(RunningRequest request) {
        return pools.get(request.plan().key());
    }

    int index(RunningRequest request) {
        return rows.get(request.plan().key()).indexOf(request);
    }

    /**
     * Whether a request that would join now chooses what it recalls in the same steps as those that do so as often:
     * choosing costs little more for several rows than for one.
     */
    boolean onBeat(RunningRequest request) {
        Optional<Recall> recall = request.request().kv().recall();
        return recall.isEmpty()
                || running().stream()
                        .filter(r ->
                                r.request().kv().recall().map(Recall::every).equals(recall.map(Recall::every)))
                        .findFirst()
                        .map(r -> (r.row().step() + 1) % recall.get().every() == 0)
                        .orElse(true);
    }

    /** Moves a prefilled request into a row of its own. */
    void join(PrefillJob job) {
        RunningRequest request = job.request();
        RequestPlan plan = request.plan();
        KvPool pool = pools.computeIfAbsent(plan.key(), forward.model()::newPool);
        List<RunningRequest> members = rows.computeIfAbsent(plan.key(), k -> new ArrayList<>());
        int tokens = plan.request().prompt().size();
        int index = pool.add();
        members.add(request);
        pool.codes(tokens - plan.kept().stream().min().orElse(tokens));
        CompactedPrompt prompt = forward.compactor().compact(pool, index, job.scratch(), tokens, plan.compaction());
        IntArray kept = plan.kept();
        request.row(new DecodeRow(
                plan.policy().plan(plan.shape()), kept, tokens, plan.key().staged()));
        int heads = plan.key().heads();
        long entries = kept.stream().asLongStream().sum() * heads;
        request.usage()
                .placed(entries, (long) tokens * layers * heads - entries, prompt.lostShare(), pool.recallBytes());
        request.promptGaps(prompt.gaps());
        handout.prompt(request, prompt.evicted());
    }

    /** Gives a request that was accepted with a snapshot a row of its own, as it was. */
    Snapshot rejoin(RunningRequest request, Resumption resumption) {
        KvPool pool = pools.computeIfAbsent(request.plan().key(), forward.model()::newPool);
        List<RunningRequest> members = rows.computeIfAbsent(request.plan().key(), k -> new ArrayList<>());
        int index = pool.add();
        members.add(request);
        Snapshot snapshot = resumption.load(request, pool, index);
        request.recall().ifPresent(r -> r.resumed(forward.inspection().coveredMass(pool, index)));
        return snapshot;
    }

    /** One step for everybody; the outcome has a row for each request, in {@link #running} order, of at least {@code candidates}. */
    Choice step(int candidates) {
        List<StepInput.PoolStep> steps = new ArrayList<>();
        int k = candidates;
        for (Map.Entry<PoolKey, List<RunningRequest>> e : rows.entrySet()) {
            if (!e.getValue().isEmpty()) {
                e.getValue().forEach(RunningRequest::advance);
                if (e.getKey().recall().slots() > 0) {
                    pools.get(e.getKey())
                            .codes(e.getValue().stream()
                                    .mapToInt(r -> r.row().handedNext())
                                    .max()
                                    .orElse(0));
                }
                steps.add(new PoolPlan(pools.get(e.getKey()), e.getValue(), layers));
                for (RunningRequest r : e.getValue()) {
                    k = Math.max(k, r.picker().candidates(vocabulary));
                }
            }
        }
        Choice choice = forward.steps().run(new StepInput(steps, k), new RecallReads(rows, headDim, ticker));
        for (StepInput.PoolStep step : steps) {
            List<RunningRequest> members = rows.get(step.pool().key());
            for (int i = 0; i < members.size(); i++) {
                evict(step, members.get(i), i);
            }
        }
        return choice;
    }

    private void evict(StepInput.PoolStep step, RunningRequest request, int index) {
        DecodeRow row = request.row();
        int heads = step.pool().key().heads();
        long most = row.totalHeld() * heads;
        boolean wanted = request.sink() != EvictionSink.none();
        for (int l = 0; l < layers; l++) {
            if (row.evictions(l) > 1) {
                var bulk = new RowEvictions.BulkEviction(
                        index,
                        l,
                        row.evictions(l),
                        row.held(l),
                        row.regionStart(l),
                        row.step(),
                        row.recent(),
                        row.handed(l));
                Entries gone = forward.evictions().evict(step, bulk);
                if (wanted) {
                    handout.bulk(request, l, gone);
                }
            }
        }
        if (wanted) {
            handout.full(request, step.pool(), index);
        }
        row.settle();
        request.usage().stepped(most, row.totalHeld() * heads, step.pool().recallBytes());
    }

    /** Takes a request out: its collected entries are handed out, its row is free. */
    void remove(RunningRequest request) {
        KvPool pool = pool(request);
        List<RunningRequest> members = rows.get(request.plan().key());
        int index = members.indexOf(request);
        request.usage().lost(forward.inspection().lostMass(pool, index));
        request.recall().ifPresent(r -> r.covered(forward.inspection().coveredMass(pool, index)));
        if (request.sink() != EvictionSink.none()) {
            handout.rest(request, pool, index);
        }
        int last = pool.remove(index);
        members.set(index, members.get(last));
        members.remove(last);
    }

    SlotTable slots(RunningRequest request) {
        return forward.inspection().slots(pool(request), index(request));
    }

    /** Frees the tensors of pools without rows. */
    void shrink() {
        rows.entrySet().removeIf(e -> {
            if (e.getValue().isEmpty()) {
                pools.remove(e.getKey()).close();
                return true;
            }
            return false;
        });
    }

    @Override
    public void close() {
        pools.values().forEach(KvPool::close);
        pools.clear();
        rows.clear();
    }
}
