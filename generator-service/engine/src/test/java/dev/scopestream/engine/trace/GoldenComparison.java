package dev.scopestream.engine.trace;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares a trace of ours with the reference's. Where two scores tie within fp32 rounding another entry may go, and from
 * then on positions and tokens may be others; how many are kept may not.
 */
final class GoldenComparison {
    /** Relative: scores are softmax weights, exponentials of sums of some 100 products each. */
    private static final double FP32_ROUNDING = 2e-5;

    private GoldenComparison() {}

    /** The fields that differ for another reason than a tie. */
    static List<String> differences(JsonNode ours, JsonNode golden) {
        List<String> wrong = new ArrayList<>();
        boolean prompts = ours.get("prefill_positions").equals(golden.get("prefill_positions"));
        if (!prompts && !promptTied(ours, golden)) {
            wrong.add("prefill_positions");
        }
        if (!ours.get("kept_per_step").equals(golden.get("kept_per_step"))) {
            wrong.add("kept_per_step");
        }
        int tie = prompts ? firstTie(ours, golden) : 0;
        int steps = golden.get("tokens").size();
        for (int step = 0; step < Math.min(steps, (long) tie + 1); step++) {
            if (!ours.get("tokens").get(step).equals(golden.get("tokens").get(step))) {
                wrong.add("token " + step);
            }
        }
        for (int step = 0; step < Math.min(steps, tie); step++) {
            if (!sums(ours, step).equals(sums(golden, step))) {
                wrong.add("positions after step " + step);
            }
        }
        if (tie == Integer.MAX_VALUE && !ours.get("final_positions").equals(golden.get("final_positions"))) {
            wrong.add("final_positions");
        }
        return wrong;
    }

    /** Whether every layer and head that kept other prompt entries had to choose among equal scores. */
    private static boolean promptTied(JsonNode ours, JsonNode golden) {
        JsonNode mine = ours.get("prefill_positions");
        JsonNode theirs = golden.get("prefill_positions");
        for (int l = 0; l < theirs.size(); l++) {
            for (int h = 0; h < theirs.get(l).size(); h++) {
                boolean same = mine.get(l).get(h).equals(theirs.get(l).get(h));
                JsonNode gap = ours.get("prefill_gap_per_head").path(l).path(h);
                if (!same && !(gap.isNumber() && gap.doubleValue() < FP32_ROUNDING)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The first step that kept other positions, when its scores tied; never when they didn't. */
    private static int firstTie(JsonNode ours, JsonNode golden) {
        for (int step = 0; step < golden.get("tokens").size(); step++) {
            if (!sums(ours, step).equals(sums(golden, step))) {
                double gap = ours.get("eviction_gap_per_step").get(step).asDouble();
                return gap >= 0 && gap < FP32_ROUNDING ? step : Integer.MAX_VALUE;
            }
        }
        return Integer.MAX_VALUE;
    }

    private static JsonNode sums(JsonNode trace, int step) {
        return trace.get("position_sum_per_step").get(step);
    }
}
