package dev.scopestream.engine.policy;

import dev.scopestream.engine.KvOptions.WindowScore;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/** The decode policies of SCOPE (arXiv 2412.13649, section 4) and of the baselines in its reference. */
final class DecodePolicies {
    private DecodePolicies() {}

    /** Keeps everything. */
    record None() implements DecodePolicy {
        @Override
        public String name() {
            return "none";
        }

        @Override
        public DecodePlan plan(DecodeShape shape) {
            return new DecodePlan() {
                @Override
                public int regionStart(int layer) {
                    return 0;
                }

                @Override
                public int evictions(int step, int layer, int held) {
                    return 0;
                }

                @Override
                public int recent() {
                    return 0;
                }

                @Override
                public boolean evicts() {
                    return false;
                }
            };
        }
    }

    /** A window of fixed size behind the protected prompt. */
    record Slide() implements DecodePolicy {
        @Override
        public String name() {
            return "slide";
        }

        @Override
        public DecodePlan plan(DecodeShape shape) {
            return new Bounded(
                    shape.recent(),
                    false,
                    shape::protectedPrefix,
                    (step, layer) -> shape.protectedPrefix(layer) + shape.window());
        }
    }

    /** A window that grows by one entry every delta steps. */
    record Adaptive() implements DecodePolicy {
        @Override
        public String name() {
            return "adaptive";
        }

        @Override
        public DecodePlan plan(DecodeShape shape) {
            return new Bounded(
                    shape.recent(),
                    false,
                    shape::protectedPrefix,
                    (step, layer) -> shape.protectedPrefix(layer) + shape.recent() + step / shape.delta());
        }
    }

    /** As adaptive, but evicting only once after every delta steps that called for it. */
    record Discontinuous() implements DecodePolicy {
        @Override
        public String name() {
            return "discontinuous";
        }

        @Override
        public DecodePlan plan(DecodeShape shape) {
            return new DiscontinuousPlan(shape);
        }
    }

    /** One budget for prompt and output together (H2O, arXiv 2306.14048). */
    record H2o() implements DecodePolicy {
        @Override
        public String name() {
            return "h2o";
        }

        @Override
        public WindowScore score() {
            return WindowScore.MAX;
        }

        @Override
        public DecodePlan plan(DecodeShape shape) {
            return new Bounded(shape.recent(), false, layer -> 0, (step, layer) -> shape.capacity() + shape.window());
        }
    }

    /** Sinks and a sliding window (StreamingLLM, arXiv 2309.17453); the reference freezes all but the last R instead. */
    record Slm() implements DecodePolicy {
        @Override
        public String name() {
            return "slm";
        }

        @Override
        public DecodePlan plan(DecodeShape shape) {
            int budget = shape.capacity() + shape.window();
            int frozen = shape.isReference() ? budget - shape.recent() : shape.sinks();
            return new Bounded(shape.recent(), true, layer -> frozen, (step, layer) -> budget);
        }
    }

    /** A budget that falls from layer to layer (PyramidInfer, arXiv 2405.12532, as SCOPE's reference has it). */
    record PyramidInfer() implements DecodePolicy {
        @Override
        public String name() {
            return "pyramidinfer";
        }

        @Override
        public WindowScore score() {
            return WindowScore.MAX;
        }

        @Override
        public DecodePlan plan(DecodeShape shape) {
            return shape.isReference() ? new PyramidReferencePlan(shape) : scope(shape);
        }

        /** Budgets from 3/2 to 1/2 of the mean, which is C + W - R, and the last R in every layer. */
        private static DecodePlan scope(DecodeShape shape) {
            int mean = shape.capacity() + shape.window() - shape.recent();
            int min = mean / 2;
            int span = 2 * (mean - min);
            int last = Math.max(1, shape.layers() - 1);
            return new Bounded(
                    shape.recent(),
                    false,
                    layer -> 0,
                    (step, layer) -> 2 * mean - min - (layer * span + last - 1) / last + shape.recent());
        }
    }

    /**
     * Evicts whatever is above a budget.
     *
     * @param starts first slot of a layer's region
     * @param budgets (step, layer) to the number of entries that may stay
     */
    record Bounded(int recent, boolean oldestFirst, IntUnaryOperator starts, IntBinaryOperator budgets)
            implements DecodePlan {
        @Override
        public int regionStart(int layer) {
            return starts.applyAsInt(layer);
        }

        @Override
        public int evictions(int step, int layer, int held) {
            return Math.max(0, held - budgets.applyAsInt(step, layer));
        }
    }

    /** The jump counter of the reference, which counts layers of deferred steps; here it belongs to one request. */
    private static final class DiscontinuousPlan implements DecodePlan {
        private final DecodeShape shape;
        private long deferred;
        private int evicted;

        DiscontinuousPlan(DecodeShape shape) {
            this.shape = shape;
        }

        @Override
        public int regionStart(int layer) {
            return shape.protectedPrefix(layer);
        }

        @Override
        public int evictions(int step, int layer, int held) {
            int budget = shape.protectedPrefix(layer) + shape.recent() + step / shape.delta();
            if (held < budget) {
                return 0;
            }
            if (deferred < (long) shape.delta() * shape.layers()) {
                deferred++;
                return 0;
            }
            if (++evicted == shape.layers()) {
                deferred = 0;
                evicted = 0;
            }
            return held - budget;
        }

        @Override
        public int recent() {
            return shape.recent();
        }
    }

    /** The reference's pyramid: flat until the cache has grown to 2(C - R) + W. */
    private record PyramidReferencePlan(DecodeShape shape) implements DecodePlan {
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
