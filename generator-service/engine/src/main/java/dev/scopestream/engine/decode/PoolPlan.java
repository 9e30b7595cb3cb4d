package dev.scopestream.engine.decode;

import dev.scopestream.engine.KvOptions.GroupReduce;
import dev.scopestream.engine.KvOptions.WindowScore;
import dev.scopestream.engine.policy.ScoreInput;
import dev.scopestream.engine.program.KvPool;
import dev.scopestream.engine.program.ScoreFunctions;
import dev.scopestream.engine.program.StepInput;
import dev.scopestream.engine.program.layout.EvictionKind;
import dev.scopestream.engine.program.layout.PlanRow;
import dev.scopestream.engine.program.layout.RateRow;
import dev.scopestream.engine.program.layout.StepCount;
import dev.scopestream.engine.program.layout.StepTable;
import java.util.List;

/** One step of one pool's rows. */
record PoolPlan(KvPool pool, List<RunningRequest> rows, StepTable table) implements StepInput.PoolStep {
    private static final float DECAY = 0.99f;

    /** Plans the step of rows that have advanced. */
    PoolPlan(KvPool pool, List<RunningRequest> rows, int layers) {
        this(pool, rows, new StepTable(layers, rows.size()));
        for (int i = 0; i < rows.size(); i++) {
            fill(i, rows.get(i));
        }
        ScoreFunctions.Call score = pool.key().score();
        if (score.own()) {
            table.count(StepCount.FUNCTION, score.number());
            table.any(StepCount.READS_KEYS, score.reads(ScoreInput.KEYS));
            table.any(StepCount.READS_VALUES, score.reads(ScoreInput.VALUES));
            table.any(StepCount.READS_POSITIONS, score.reads(ScoreInput.POSITIONS));
        }
        for (int l = 0; l < layers; l++) {
            summarise(l);
        }
    }

    private void fill(int i, RunningRequest request) {
        DecodeRow row = request.row();
        for (int l = 0; l < table.layers(); l++) {
            table.plan(PlanRow.WRITE_SLOT, l, i, row.writeSlot(l));
            table.plan(PlanRow.HELD, l, i, row.held(l));
            table.plan(PlanRow.REGION_START, l, i, row.regionStart(l));
            table.plan(PlanRow.EVICTION, l, i, row.kind(l).code());
            table.plan(PlanRow.FORCED_SLOT, l, i, row.forcedSlot(l));
            table.plan(PlanRow.STAGING_SLOT, l, i, row.stagingSlot(l));
            table.plan(PlanRow.STAGED, l, i, row.waiting(l));
            // another jar's score function picks its victims in a call of its own, after the step
            table.any(
                    StepCount.ANY_EVICTION,
                    row.kind(l) != EvictionKind.NONE && pool.key().score().own());
            table.any(StepCount.ANY_STAGING, row.stagingSlot(l) >= 0);
        }
        table.plan(PlanRow.STEP, i, row.step());
        table.plan(PlanRow.RECENT, i, row.recent());
        table.plan(PlanRow.CHOOSES_RECALL, i, request.choosesRecall() ? 1 : 0);
        table.any(StepCount.ANY_RECALL, request.choosesRecall());
        WindowScore score = request.score();
        table.rate(RateRow.DECAY, i, score == WindowScore.LAST ? 0 : score == WindowScore.DECAYED ? DECAY : 1);
        table.rate(RateRow.LARGEST, i, score == WindowScore.MAX ? 1 : 0);
        table.rate(RateRow.MEAN_PER_STEP, i, score == WindowScore.MEAN ? 1 : 0);
        table.any(StepCount.ANY_LARGEST, score == WindowScore.MAX);
        boolean max = request.request().kv().scoring().reduce() == GroupReduce.MAX;
        table.rate(RateRow.GROUP_MAX, i, max ? 1 : 0);
        table.rate(RateRow.ATTENDED, i, pool.key().history().attended());
        table.any(StepCount.ANY_GROUP_MAX, max);
    }

    private void summarise(int layer) {
        int most = 0;
        int least = Integer.MAX_VALUE;
        int handedOut = 0;
        int start = rows.get(0).row().regionStart(layer);
        for (RunningRequest request : rows) {
            DecodeRow row = request.row();
            most = Math.max(most, row.held(layer));
            least = Math.min(least, row.held(layer));
            handedOut = Math.max(handedOut, row.handed(layer));
            start = row.regionStart(layer) == start ? start : -1;
        }
        table.any(StepCount.ANY_UNEQUAL, least < most);
        table.count(StepCount.USED, layer, most);
        table.count(StepCount.LEAST_HELD, layer, least);
        table.count(StepCount.SHARED_REGION, layer, start);
        table.count(StepCount.HANDED_OUT, layer, handedOut);
    }

    @Override
    public long[] tokens() {
        return rows.stream().mapToLong(RunningRequest::lastToken).toArray();
    }

    @Override
    public long[] positions() {
        return rows.stream().mapToLong(RunningRequest::position).toArray();
    }
}
