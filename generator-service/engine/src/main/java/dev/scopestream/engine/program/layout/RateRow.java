package dev.scopestream.engine.program.layout;

/** Rows of a pool's rates [rows, n] fp32, a column for each of the pool's n rows in use. */
public enum RateRow implements Field {
    DECAY("factor of the score so far"),
    LARGEST("1 where a score is the largest weight so far"),
    MEAN_PER_STEP("1 where an entry's worth is its score by the steps since it came"),
    GROUP_MAX("1 where a group of query heads is reduced by its largest weight, else by the mean"),
    ATTENDED("least weight with which a step counts as one that attended to an entry");

    private final String description;

    RateRow(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }
}
