package dev.scopestream.engine.program;

import dev.scopestream.engine.program.layout.StepTable;
import java.util.List;

/**
 * One decode step of a batch.
 *
 * @param pools whose rows, each from its first to its last, are the batch
 * @param k how many most likely tokens to give for each row
 */
public record StepInput(List<PoolStep> pools, int k) {

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
