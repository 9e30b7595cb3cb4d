package dev.scopestream.engine.program;

import java.util.List;

/**
 * One decode step of a batch.
 *
 * @param pools whose rows, each from its first to its last, are the batch
 * @param k how many most likely tokens to give for each row
 */
public record StepInput(List<PoolStep> pools, int k) {

    /** The rows of one pool: arrays as {@code step} in {@code scope.py} takes them. */
    public interface PoolStep {
        KvPool pool();

        /** Last token of each row. */
        long[] tokens();

        /** Its absolute position. */
        long[] positions();

        /** [7L+3, n]. */
        long[] plan();

        /** [4, n]. */
        float[] rates();

        /** 7+4L numbers. */
        long[] numbers();
    }
}
