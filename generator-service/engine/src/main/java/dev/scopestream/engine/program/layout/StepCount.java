package dev.scopestream.engine.program.layout;

/** Numbers of a pool's step that the program branches on without a look at tensors. */
public enum StepCount implements LayerBlock {
    ROWS(false, "n: rows in use"),
    ANY_UNEQUAL(false, "1 where rows hold different numbers of entries in a layer"),
    ANY_EVICTION(false, "1 where a row evicts one entry after this step"),
    ANY_LARGEST(false, "1 where a row's score is the largest weight so far"),
    ANY_STAGING(false, "1 where an evicted entry is staged"),
    ANY_GROUP_MAX(false, "1 where a row reduces groups by the largest weight"),
    ANY_RECALL(false, "1 where a row chooses what it recalls"),
    FUNCTION(false, "number of the score function that picks the victims within the step; 0: none"),
    READS_KEYS(false, "1 where it reads keys"),
    READS_VALUES(false, "1 where it reads values"),
    READS_POSITIONS(false, "1 where it reads positions"),
    USED(true, "slots that are attended to: the most that a row holds"),
    LEAST_HELD(true, "the fewest entries that a row holds"),
    SHARED_REGION(true, "first scored slot, where it is the same in all rows; else -1"),
    HANDED_OUT(true, "the most entries that a row has handed out");

    private final boolean perLayer;
    private final String description;

    StepCount(boolean perLayer, String description) {
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
