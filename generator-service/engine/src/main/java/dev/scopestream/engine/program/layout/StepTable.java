package dev.scopestream.engine.program.layout;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** One step of a pool's n rows: values of {@link PlanRow} and {@link RateRow} for each row, and the {@link StepCount}s. */
public final class StepTable {
    private static final List<RateRow> RATES = List.of(RateRow.values());

    private final Map<PlanRow, Integer> planOffsets = new EnumMap<>(PlanRow.class);
    private final Map<StepCount, Integer> countOffsets = new EnumMap<>(StepCount.class);
    private final int layers;
    private final int rows;
    private final long[] plan;
    private final float[] rates;
    private final long[] counts;

    /** A table of zeros, but for the number of rows. */
    public StepTable(int layers, int rows) {
        this.layers = layers;
        this.rows = rows;
        this.plan = new long[LayerBlock.size(PlanRow.values(), layers) * rows];
        this.rates = new float[RateRow.values().length * rows];
        this.counts = new long[LayerBlock.size(StepCount.values(), layers)];
        for (PlanRow row : PlanRow.values()) {
            planOffsets.put(row, LayerBlock.offset(PlanRow.values(), row, layers));
        }
        for (StepCount count : StepCount.values()) {
            countOffsets.put(count, LayerBlock.offset(StepCount.values(), count, layers));
        }
        count(StepCount.ROWS, rows);
    }

    public int rows() {
        return rows;
    }

    public int layers() {
        return layers;
    }

    /** Sets a value that is one for all layers. */
    public void plan(PlanRow what, int row, long value) {
        plan[at(what, 0, row)] = value;
    }

    /** Sets a value of a layer. */
    public void plan(PlanRow what, int layer, int row, long value) {
        plan[at(what, layer, row)] = value;
    }

    public void rate(RateRow what, int row, float value) {
        rates[RATES.indexOf(what) * rows + row] = value;
    }

    /** Sets a number that is one for all layers. */
    public void count(StepCount what, long value) {
        counts[at(what, 0)] = value;
    }

    /** Sets a number of a layer. */
    public void count(StepCount what, int layer, long value) {
        counts[at(what, layer)] = value;
    }

    /** Sets a number that tells whether any row has something to 1, if {@code holds}. */
    public void any(StepCount what, boolean holds) {
        if (holds) {
            count(what, 1);
        }
    }

    /** Whether {@link #any} found something. */
    public boolean any(StepCount what) {
        return counts[at(what, 0)] == 1;
    }

    /** The plan [{@link #planRows}, rows], row-major. */
    public long[] plan() {
        return plan.clone();
    }

    public int planRows() {
        return LayerBlock.size(PlanRow.values(), layers);
    }

    /** The rates [{@link RateRow}, rows], row-major. */
    public float[] rates() {
        return rates.clone();
    }

    /** The counts, in the program's order. */
    public long[] counts() {
        return counts.clone();
    }

    private int at(PlanRow what, int layer, int row) {
        return (planOffsets.get(what) + layer) * rows + row;
    }

    private int at(StepCount what, int layer) {
        return countOffsets.get(what) + layer;
    }
}
