package dev.scopestream.engine.program.layout;

import java.util.Locale;

/** What a dimension of a pool's tensors counts. */
public enum PoolDimension {
    LAYERS,
    /** Rows of the pool, in use or not. */
    ROWS,
    /** Storage heads. */
    HEADS,
    /** Reserved slots (recall slots, then staging slots), then the row's own slots. */
    SLOTS,
    /** Elements of a key, or of a value: its numbers, or its codes and their scale. */
    WIDTH,
    /** Scored slots, and one column for what isn't scored. */
    REGION,
    /** Last steps whose weights are recorded. */
    QUERIES,
    /** 2 where the times of attention are recorded, else 0. */
    RECURRENCE,
    STAGING_SLOTS,
    RECALL_SLOTS,
    /** Bytes of a key's recall code. */
    CODE_BYTES,
    /** Entries that were handed out, by their number. */
    HANDED_OUT,
    /** Numbers of a head where there is recall, else 0. */
    MEAN_KEY;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
