package dev.scopestream.engine.program;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.scopestream.engine.ComputeDevice;
import org.junit.jupiter.api.Test;

/** Weights of a group's query heads become one of their key/value head: row by row the mean, or the largest. */
class GroupReduceTest {
    @Test
    void shouldReduceEachRowAsItsRequestSays() {
        try (NDManager manager = ComputeDevice.CPU.newManager();
                ScopeProgram program = ScopeProgram.load(ComputeDevice.CPU);
                Arguments a = new Arguments()) {
            // two rows, one head, two query heads, three slots
            float[] weights = {0.1f, 0.5f, 0.4f, 0.3f, 0.1f, 0.6f, 0.1f, 0.5f, 0.4f, 0.3f, 0.1f, 0.6f};
            PtNDArray part = (PtNDArray) manager.create(weights, new Shape(2, 1, 2, 3));
            PtNDArray byMax = (PtNDArray) manager.create(new float[] {0, 1});
            PtNDArray reduced = a.own(program.call("reduce_group", a.of(part), a.of(byMax), a.of(1)))
                    .toTensor((PtNDManager) manager);
            assertThat(reduced.toFloatArray()).containsExactly(0.2f, 0.3f, 0.5f, 0.3f, 0.5f, 0.6f);
        }
    }
}
