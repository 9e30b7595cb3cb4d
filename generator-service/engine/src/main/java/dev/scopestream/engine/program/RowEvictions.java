package dev.scopestream.engine.program;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.policy.ScoreInput;
import dev.scopestream.engine.program.layout.RateRow;
import dev.scopestream.engine.program.layout.StepTable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Evicted entries of rows: evicted several at once, or staged one by one. */
public final class RowEvictions {
    private final ProgramModel model;

    RowEvictions(ProgramModel model) {
        this.model = model;
    }

    /**
     * An eviction of several entries of one row and layer at once.
     *
     * @param number of entries of each head
     * @param held entries there before
     * @param regionStart first scored slot
     * @param decodeStep t
     * @param recent newest entries that stay
     * @param handedOut entries of each head that were handed out before
     */
    public record BulkEviction(
            int row, int layer, int number, int held, int regionStart, int decodeStep, int recent, int handedOut) {}

    /**
     * Evicts and gives what was evicted.
     *
     * @throws ScoreException where the pool's score function fails, or gives a wrong score
     */
    public Entries evict(StepInput.PoolStep of, BulkEviction e) {
        try {
            return evicted(of, e);
        } catch (EngineException failed) {
            throw of.pool().key().score().failure(failed);
        }
    }

    private Entries evicted(StepInput.PoolStep of, BulkEviction e) {
        ScoreFunctions.Call function = of.pool().key().score();
        StepTable table = of.table();
        try (NDManager step = model.manager().newSubManager();
                Arguments a = new Arguments()) {
            Shape shape = new Shape(RateRow.values().length, table.rows());
            IValue result = a.own(model.program()
                    .call(
                            "evict_many",
                            model.weights().model(),
                            of.pool().boxed(),
                            a.of((PtNDArray) step.create(table.rates(), shape)),
                            a.of(e.row()),
                            a.of(e.layer()),
                            a.of(e.number()),
                            a.of(e.held()),
                            a.of(e.regionStart()),
                            a.of(e.decodeStep()),
                            a.of(e.recent()),
                            a.of(e.handedOut()),
                            a.of(function.number()),
                            a.of(function.reads(ScoreInput.KEYS)),
                            a.of(function.reads(ScoreInput.VALUES)),
                            a.of(function.reads(ScoreInput.POSITIONS))));
            IValue[] parts = a.own(result.toIValueTuple());
            List<PtNDArray> entries = List.of(
                    parts[0].toTensor((PtNDManager) step),
                    parts[1].toTensor((PtNDManager) step),
                    parts[2].toTensor((PtNDManager) step));
            return model.entries(step, of.pool(), entries).get(0);
        }
    }

    /**
     * Picks the victims of a pool's rows by its score function, after a step.
     *
     * @return for each row why its scores are wrong; empty: they aren't
     * @throws ScoreException where the function fails, which it does for all rows
     */
    public List<Optional<ScoreException>> evictByFunction(StepInput.PoolStep of) {
        ScoreFunctions.Call function = of.pool().key().score();
        StepTable table = of.table();
        try (NDManager step = model.manager().newSubManager();
                Arguments a = new Arguments()) {
            IValue result = a.own(model.program()
                    .call(
                            "evict_by_function",
                            model.weights().model(),
                            of.pool().boxed(),
                            a.of((PtNDArray) step.create(table.plan(), new Shape(table.planRows(), table.rows()))),
                            a.of((PtNDArray)
                                    step.create(table.rates(), new Shape(RateRow.values().length, table.rows()))),
                            a.of(table.counts()),
                            a.of(function.number()),
                            a.of(function.reads(ScoreInput.KEYS)),
                            a.of(function.reads(ScoreInput.VALUES)),
                            a.of(function.reads(ScoreInput.POSITIONS))));
            return Arrays.stream(result.toTensor((PtNDManager) step).toLongArray())
                    .mapToObj(wrong -> wrongScore(function, wrong))
                    .toList();
        } catch (EngineException e) {
            throw function.failure(e);
        }
    }

    private static Optional<ScoreException> wrongScore(ScoreFunctions.Call function, long wrong) {
        if (wrong == 0) {
            return Optional.empty();
        }
        String reason = wrong == 1
                ? "it doesn't have the shape [rows, heads, slots]"
                : "it isn't finite where an entry is held";
        return Optional.of(new ScoreException(function.policy(), reason, null));
    }

    /** The staged entries of a row's layer are handed out: their keys get recall codes, if there is recall. */
    public void writeStagedCodes(KvPool pool, int row, int layer, int handedOut) {
        if (pool.key().recall().slots() > 0) {
            try (Arguments a = new Arguments()) {
                a.own(model.program()
                        .call(
                                "write_staged_codes",
                                model.weights().model(),
                                pool.boxed(),
                                a.of(layer),
                                a.of(row),
                                a.of(handedOut)));
            }
        }
    }

    /** Staged entries of some layers of a row, an element each, as many slots for each head as are staged. */
    public List<Entries> staged(KvPool pool, int row, IntArray layers) {
        try (NDManager step = model.manager().newSubManager();
                Arguments a = new Arguments()) {
            IValue result = a.own(model.program()
                    .call(
                            "staged",
                            model.weights().model(),
                            pool.boxed(),
                            a.of(row),
                            a.of(layers.stream().asLongStream().toArray())));
            return model.entries(step, pool, List.of(result.toTensorArray((PtNDManager) step)));
        }
    }

    /** Type of the numbers in what is handed out. */
    public Dtype dtype() {
        return model.dtype();
    }
}
