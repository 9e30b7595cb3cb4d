package dev.scopestream.engine.policy;

import dev.scopestream.engine.KvOptions.WindowScore;

/** A budget that falls from layer to layer (PyramidInfer, arXiv 2405.12532, as SCOPE's reference has it). */
final class PyramidInferDecode implements DecodePolicy {
    @Override
    public String name() {
        return "pyramidinfer";
    }

    @Override
    public boolean inReference() {
        return true;
    }

    @Override
    public boolean goesWith(PrefillPolicy prefill) {
        return prefill.name().equals("pyramidinfer");
    }

    @Override
    public WindowScore windowScore() {
        return WindowScore.MAX;
    }

    @Override
    public DecodePlan plan(DecodeShape shape) {
        return shape.isReference() ? new ReferencePlan(shape) : linear(shape);
    }

    /** Budgets from 3/2 to 1/2 of the mean, which is C + W - R, and the last R in every layer. */
    private static DecodePlan linear(DecodeShape shape) {
        int mean = shape.capacity() + shape.window() - shape.recent();
        int min = mean / 2;
        int span = 2 * (mean - min);
        int last = Math.max(1, shape.layers() - 1);
        return new BudgetPlan(
                shape.recent(),
                false,
                layer -> 0,
                (step, layer) -> 2 * mean - min - (layer * span + last - 1) / last + shape.recent());
    }

    /** The reference's pyramid: flat until the cache has grown to 2(C - R) + W. */
    private record ReferencePlan(DecodeShape shape) implements DecodePlan {
        @Override
        public int regionStart(int layer) {
            return 0;
        }

        @Override
        public int evictions(int step, int layer, int held) {
            int capacity = shape.capacity();
            int window = shape.window();
            int recent = shape.recent();
            if (held < capacity + window) {
                return 0;
            }
            int mean = capacity + window - recent;
            if (held < 2 * (capacity - recent) + window) {
                return held - mean - recent;
            }
            int min = mean / 2;
            int max = 2 * mean - min;
            int keep = max - layer * Math.floorDiv(max - min, shape.layers());
            return held - Math.min(keep + window, held - recent) - recent;
        }

        @Override
        public int recent() {
            return shape.recent();
        }
    }
}
