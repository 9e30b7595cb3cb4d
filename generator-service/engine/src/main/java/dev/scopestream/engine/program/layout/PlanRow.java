package dev.scopestream.engine.program.layout;

/** Rows of a pool's step plan [rows, n] int64, a column for each of the pool's n rows in use. */
public enum PlanRow implements LayerBlock {
    WRITE_SLOT(true, "slot that the step writes; -1: the victim of the step before"),
    HELD(true, "entries, the step's own included"),
    REGION_START(true, "first scored slot"),
    EVICTION(true, "EvictionKind after this step"),
    FORCED_SLOT(true, "slot that EvictionKind.FORCED evicts"),
    STAGING_SLOT(true, "staging slot of the evicted entry; -1: none"),
    STAGED(true, "entries that were staged before this step"),
    STEP(false, "decode step t, from 0"),
    RECENT(false, "newest entries that aren't evicted by score"),
    CHOOSES_RECALL(false, "1 where the row chooses in this step what it recalls");

    private final boolean perLayer;
    private final String description;

    PlanRow(boolean perLayer, String description) {
        this.perLayer = perLayer;
        this.description = description;
    }

    @Override
    public boolean perLayer() {
        return perLayer;
    }

    @Override
    public String description() {
        return description;
    }
}
