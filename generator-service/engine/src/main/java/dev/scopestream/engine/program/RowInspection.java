package dev.scopestream.engine.program;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.scopestream.engine.program.layout.PoolField;
import java.util.List;

/** What rows hold, and what they lost. */
public final class RowInspection {
    private final ProgramModel model;

    RowInspection(ProgramModel model) {
        this.model = model;
    }

    /** What a row's slots hold, of all layers and heads. */
    public SlotTable slots(KvPool pool, int row) {
        try (NDManager step = model.manager().newSubManager();
                Arguments a = new Arguments()) {
            IValue result = a.own(model.program().call("slots", pool.boxed(), a.of(row)));
            IValue[] parts = a.own(result.toIValueTuple());
            return new SlotTable(
                    pool.key().heads(),
                    pool.key().slots(),
                    tensor(step, parts[0]).toIntArray(),
                    tensor(step, parts[1]).toLongArray(),
                    tensor(step, parts[2]).toFloatArray(),
                    tensor(step, parts[3]).toIntArray());
        }
    }

    /** The weights that a row's scored slots had in the last step, [layers, heads, region + 1]. */
    public float[] lastWeights(KvPool pool, int row) {
        PoolTensor weights = pool.layout().stream()
                .filter(t -> t.field() == PoolField.LAST_WEIGHTS)
                .findFirst()
                .orElseThrow();
        try (NDManager step = model.manager().newSubManager();
                Arguments a = new Arguments()) {
            IValue part = a.own(model.program()
                    .call(
                            "save_row",
                            a.of(pool.tensor(PoolField.LAST_WEIGHTS)),
                            a.of(weights.rowDimension()),
                            a.of(row),
                            a.of(-1),
                            a.of(0)));
            return model.program()
                    .toHost(step, List.of(tensor(step, part)))
                    .get(0)
                    .toFloatArray();
        }
    }

    /** Sum of the attention weights that a row's evicted entries had in their last step. */
    public double lostMass(KvPool pool, int row) {
        return number(pool.tensor(PoolField.LOST_MASS), row);
    }

    /** Sum over a row's choices of the share of attention mass that was on entries present or recalled. */
    public double coveredMass(KvPool pool, int row) {
        return number(pool.tensor(PoolField.COVERED_MASS), row);
    }

    private double number(PtNDArray all, int row) {
        try (NDManager step = model.manager().newSubManager()) {
            PtNDArray one = (PtNDArray) all.get(row);
            one.attach(step);
            return one.toFloatArray()[0];
        }
    }

    private static PtNDArray tensor(NDManager step, IValue value) {
        return value.toTensor((PtNDManager) step);
    }
}
