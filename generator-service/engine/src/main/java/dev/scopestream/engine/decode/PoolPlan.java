package dev.scopestream.engine.decode;

import dev.scopestream.engine.KvOptions.GroupReduce;
import dev.scopestream.engine.KvOptions.WindowScore;
import dev.scopestream.engine.program.KvPool;
import dev.scopestream.engine.program.StepInput;
import java.util.List;

/** One step of one pool's rows, laid out as the program takes it. */
final class PoolPlan implements StepInput.PoolStep {
    private static final float DECAY = 0.99f;

    private final KvPool pool;
    private final List<RunningRequest> rows;
    private final int layers;
    private final long[] tokens;
    private final long[] positions;
    private final long[] plan;
    private final float[] rates;
    private final long[] numbers;

    /** Plans the step of rows that have advanced. */
    PoolPlan(KvPool pool, List<RunningRequest> rows, int layers) {
        this.pool = pool;
        this.rows = rows;
        this.layers = layers;
        int n = rows.size();
        this.tokens = new long[n];
        this.positions = new long[n];
        this.plan = new long[(7 * layers + 3) * n];
        this.rates = new float[4 * n];
        this.numbers = new long[7 + 4 * layers];
        numbers[0] = n;
        for (int i = 0; i < n; i++) {
            fill(i, rows.get(i));
        }
        for (int l = 0; l < layers; l++) {
            summarise(l);
        }
    }

    private void fill(int i, RunningRequest request) {
        int n = rows.size();
        DecodeRow row = request.row();
        tokens[i] = request.lastToken();
        positions[i] = request.position();
        for (int l = 0; l < layers; l++) {
            plan[l * n + i] = row.writeSlot(l);
            plan[(layers + l) * n + i] = row.held(l);
            plan[(2 * layers + l) * n + i] = row.regionStart(l);
            plan[(3 * layers + l) * n + i] = row.kind(l);
            plan[(4 * layers + l) * n + i] = row.forcedSlot(l);
            plan[(5 * layers + l) * n + i] = row.stagingSlot(l);
            numbers[2] |= row.kind(l) != 0 ? 1 : 0;
            numbers[4] |= row.stagingSlot(l) >= 0 ? 1 : 0;
        }
        plan[6 * layers * n + i] = row.step();
        plan[(6 * layers + 1) * n + i] = row.recent();
        for (int l = 0; l < layers; l++) {
            plan[(6 * layers + 2 + l) * n + i] = row.waiting(l);
        }
        boolean chooses = request.choosesRecall();
        plan[(7 * layers + 2) * n + i] = chooses ? 1 : 0;
        numbers[6] |= chooses ? 1 : 0;
        WindowScore score = request.score();
        rates[i] = score == WindowScore.LAST ? 0 : score == WindowScore.DECAYED ? DECAY : 1;
        rates[n + i] = score == WindowScore.MAX ? 1 : 0;
        rates[2 * n + i] = score == WindowScore.MEAN ? 1 : 0;
        rates[3 * n + i] = request.request().kv().scoring().reduce() == GroupReduce.MAX ? 1 : 0;
        numbers[3] |= score == WindowScore.MAX ? 1 : 0;
        numbers[5] |= rates[3 * n + i] > 0 ? 1 : 0;
    }

    private void summarise(int layer) {
        int n = rows.size();
        long most = 0;
        long least = Long.MAX_VALUE;
        long start = plan[2 * layers * n + layer * n];
        for (int i = 0; i < n; i++) {
            long held = plan[(layers + layer) * n + i];
            most = Math.max(most, held);
            least = Math.min(least, held);
            start = plan[(2 * layers + layer) * n + i] == start ? start : -1;
        }
        numbers[1] |= least < most ? 1 : 0;
        numbers[7 + layer] = most;
        numbers[7 + layers + layer] = least;
        numbers[7 + 2 * layers + layer] = start;
        numbers[7 + 3 * layers + layer] =
                rows.stream().mapToInt(r -> r.row().handed(layer)).max().orElse(0);
    }

    @Override
    public KvPool pool() {
        return pool;
    }

    @Override
    public long[] tokens() {
        return tokens;
    }

    @Override
    public long[] positions() {
        return positions;
    }

    @Override
    public long[] plan() {
        return plan;
    }

    @Override
    public float[] rates() {
        return rates;
    }

    @Override
    public long[] numbers() {
        return numbers;
    }
}
