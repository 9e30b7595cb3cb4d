package dev.scopestream.engine.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.scopestream.engine.ComputeDevice;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.KvDtype;
import dev.scopestream.engine.program.layout.ElementType;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Entries in 8 bits: what they take, and what becomes of their numbers. */
class EntryFormatTest {
    private static final int D = 64;

    @Test
    void shouldTakeAByteANumberAndTwoForTheScale() {
        assertThat(EntryFormat.of(D, Dtype.BF16, KvDtype.AUTO).entryBytes()).isEqualTo(2 * D * 2);
        assertThat(EntryFormat.of(D, Dtype.INT4, KvDtype.AUTO).entryBytes()).isEqualTo(2 * D * 2);
        assertThat(EntryFormat.of(D, Dtype.FP32, KvDtype.AUTO).entryBytes()).isEqualTo(2 * D * 4);
        assertThat(EntryFormat.of(D, Dtype.BF16, KvDtype.INT8).entryBytes()).isEqualTo(2 * (D + 2));
        assertThat(EntryFormat.of(D, Dtype.FP32, KvDtype.INT8).entryBytes()).isEqualTo(2 * (D + 2));
        assertThatThrownBy(() -> KvDtype.parse("int4")).hasMessageContainingAll("int4", "auto, int8");
    }

    @Test
    void shouldRoundToHalfAStepOfTheLargest() {
        float[][] entries = new float[6][D];
        Random random = new Random(1);
        for (int i = 1; i < entries.length; i++) {
            for (int j = 0; j < D; j++) {
                entries[i][j] = (float) (random.nextGaussian() * Math.pow(10, 6 - 3 * i));
            }
        }
        float[][] codes = through(entries, 0);
        float[][] numbers = through(entries, 1);
        float[][] twice = through(numbers, 1);
        assertThat(numbers[0]).containsOnly(0);
        for (int i = 1; i < entries.length; i++) {
            float most = 0;
            float largest = 0;
            for (int j = 0; j < D; j++) {
                most = Math.max(most, Math.abs(entries[i][j]));
                largest = Math.max(largest, Math.abs(codes[i][j]));
            }
            assertThat(largest).isEqualTo(127);
            assertThat(twice[i]).containsExactly(numbers[i]);
            for (int j = 0; j < D; j++) {
                // the scale is rounded to 8 bits
                assertThat(numbers[i][j]).isCloseTo(entries[i][j], within(most / 127 * 0.503f));
            }
        }
    }

    /** Entries as codes, and as numbers once more where {@code back} is 1. */
    private static float[][] through(float[][] entries, int back) {
        float[] flat = new float[entries.length * D];
        for (int i = 0; i < entries.length; i++) {
            System.arraycopy(entries[i], 0, flat, i * D, D);
        }
        try (NDManager manager = ComputeDevice.CPU.newManager();
                ScopeProgram program = ScopeProgram.load(ComputeDevice.CPU);
                Arguments a = new Arguments()) {
            PtNDArray x = (PtNDArray) manager.create(flat, new Shape(entries.length, D));
            PtNDArray y = a.own(program.call("encode", a.of(x))).toTensor((PtNDManager) manager);
            assertThat(y.getShape()).isEqualTo(new Shape(entries.length, D + 2));
            if (back == 1) {
                y = a.own(program.call("decode", a.of(y), a.of(D), a.of(ElementType.FP32.number())))
                        .toTensor((PtNDManager) manager);
            }
            float[] all = y.toType(DataType.FLOAT32, false).toFloatArray();
            int width = all.length / entries.length;
            float[][] out = new float[entries.length][D];
            for (int i = 0; i < entries.length; i++) {
                System.arraycopy(all, i * width, out[i], 0, D);
            }
            return out;
        }
    }
}
