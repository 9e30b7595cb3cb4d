package dev.scopestream.engine.policy;

/** As adaptive, but evicting only once after every delta steps that called for it (SCOPE, section 4). */
final class Discontinuous implements DecodePolicy {
    @Override
    public String name() {
        return "discontinuous";
    }

    @Override
    public boolean inReference() {
        return true;
    }

    @Override
    public DecodePlan plan(DecodeShape shape) {
        return new DiscontinuousPlan(shape);
    }

    /** The reference's counter of deferred steps, times layers; here it belongs to one request. */
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
}
