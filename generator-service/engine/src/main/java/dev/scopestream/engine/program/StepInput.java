package dev.scopestream.engine.program;

import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.program.layout.StepTable;
import java.util.List;

/**
 * One decode step of a batch.
 *
 * @param pools whose rows, each from its first to its last, are the batch
 * @param wanted how many most likely tokens each row wants
 */
public record StepInput(List<PoolStep> pools, IntArray wanted) {

    /** The rows of one pool. */
    public interface PoolStep {
        KvPool pool();

        /** Last token of each row. */
        long[] tokens();

        /** Its absolute position. */
        long[] positions();

        /** What the step does in each row and layer. */
        StepTable table();
    }
}
