package dev.scopestream.engine.trace;

import dev.scopestream.engine.program.KvPool;
import dev.scopestream.engine.program.StepInput;
import dev.scopestream.engine.program.layout.PlanRow;
import dev.scopestream.engine.program.layout.StepCount;
import dev.scopestream.engine.program.layout.StepTable;

/** The step of a pool's only row that keeps everything: what has position i is in slot i. */
record KnownStep(KvPool pool, int layers, long token, int position) implements StepInput.PoolStep {
    @Override
    public long[] tokens() {
        return new long[] {token};
    }

    @Override
    public long[] positions() {
        return new long[] {position};
    }

    @Override
    public StepTable table() {
        StepTable table = new StepTable(layers, 1);
        for (int l = 0; l < layers; l++) {
            table.plan(PlanRow.WRITE_SLOT, l, 0, position);
            table.plan(PlanRow.HELD, l, 0, position + 1L);
            table.plan(PlanRow.STAGING_SLOT, l, 0, -1);
            table.count(StepCount.USED, l, position + 1L);
            table.count(StepCount.LEAST_HELD, l, position + 1L);
        }
        table.plan(PlanRow.STEP, 0, position);
        return table;
    }
}
