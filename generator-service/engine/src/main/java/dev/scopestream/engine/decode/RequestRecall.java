package dev.scopestream.engine.decode;

import dev.scopestream.engine.RecallAccount;
import dev.scopestream.engine.RecallSource;
import dev.scopestream.engine.program.PoolKey;

/** One request's recall: its source, and its counts. */
final class RequestRecall {
    private final RecallSource source;
    private long recalled;
    private long lost;
    private long chosen;
    private long stallNanos;
    private double covered;
    private double before;
    private long choices;

    RequestRecall(RecallSource source) {
        this.source = source;
    }

    RecallSource source() {
        return source;
    }

    /** The planned step chooses: in every layer that has handed out entries. */
    void choosing(DecodeRow row, PoolKey key) {
        for (int l = 0; l < row.layers(); l++) {
            chosen += (long) key.heads() * Math.min(key.recall().slots(), row.handed(l));
            choices += row.handed(l) > 0 ? 1 : 0;
        }
    }

    void read(long found, long missing, long nanos) {
        recalled += found;
        lost += missing;
        stallNanos += nanos;
    }

    /** The request continues from a snapshot with this sum; the account counts what follows. */
    void resumed(double sum) {
        before = sum;
    }

    /** Sum over all choices of the covered share of the attention mass. */
    void covered(double sum) {
        covered = sum - before;
    }

    RecallAccount account() {
        return new RecallAccount(
                recalled,
                lost,
                chosen == 0 ? 1 : 1 - (double) (recalled + lost) / chosen,
                stallNanos,
                choices == 0 ? 1 : Math.max(0, Math.min(1, covered / choices)));
    }
}
