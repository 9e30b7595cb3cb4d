package dev.scopestream.engine.trace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.engine.decode.ObservedStep;
import dev.scopestream.engine.decode.StepObserver;
import java.util.Arrays;

/** Writes one request's positions and gaps, step by step, as {@link TraceRunner#run} documents them. */
final class TraceRecorder implements StepObserver {
    private static final double NO_EVICTION = -1;

    private final EvictionLog log;
    private ObjectNode out;
    private ArrayNode kept;
    private ArrayNode sums;
    private ArrayNode gaps;
    private double logitGap;
    private int[][][] positions = new int[0][][];

    TraceRecorder(EvictionLog log) {
        this.log = log;
    }

    /** Another case begins; its fields are added to {@code target}. */
    void begin(ObjectNode target) {
        out = target;
        logitGap = Double.POSITIVE_INFINITY;
        kept = target.putArray("kept_per_step");
        sums = target.putArray("position_sum_per_step");
        gaps = target.putArray("eviction_gap_per_step");
    }

    /** The case is over. */
    void end() {
        write("final_positions");
        out.put("least_logit_gap", Math.round(logitGap * 1e6) / 1e6);
    }

    @Override
    public void prefilled(ObservedStep step) {
        record(step);
        log.prefilled(step, positions);
        write("prefill_positions");
        ArrayNode layers = out.putArray("prefill_gap_per_head");
        step.promptGaps().forEach(heads -> heads.forEach(layers.addArray()::add));
    }

    @Override
    public void stepped(ObservedStep step) {
        record(step);
        log.stepped(step, positions);
    }

    @Override
    public int candidates() {
        return 2;
    }

    private void record(ObservedStep step) {
        logitGap = Math.min(logitGap, step.logit(0) - step.logit(1));
        positions = step.positions();
        gaps.add(leastEvictionGap(step));
        ArrayNode counts = kept.addArray();
        ArrayNode totals = sums.addArray();
        for (int[][] layer : positions) {
            counts.add(layer[0].length);
            totals.add(Arrays.stream(layer)
                    .mapToLong(h -> Arrays.stream(h).asLongStream().sum())
                    .sum());
        }
    }

    /** The least gap of the step's evictions by score: a gap within rounding marks a tie. */
    private double leastEvictionGap(ObservedStep step) {
        double least = Double.POSITIVE_INFINITY;
        int newest = step.step() - step.recent();
        for (int l = 0; l < step.layers(); l++) {
            for (int s = 0; step.evictedByScore(l) && s < positions[l].length; s++) {
                least = Math.min(least, step.slots().evictionGap(l, s, step.regionStart(l), newest));
            }
        }
        return Double.isInfinite(least) ? NO_EVICTION : least;
    }

    private void write(String field) {
        ArrayNode layers = out.putArray(field);
        for (int[][] layer : positions) {
            ArrayNode heads = layers.addArray();
            for (int[] head : layer) {
                ArrayNode list = heads.addArray();
                Arrays.stream(head).sorted().forEach(list::add);
            }
        }
    }
}
