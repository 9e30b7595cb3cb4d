package dev.scopestream.engine.policy;

/** Keeps everything. */
final class NoEviction implements DecodePolicy {
    @Override
    public String name() {
        return "none";
    }

    @Override
    public boolean inReference() {
        return true;
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
