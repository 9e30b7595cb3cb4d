package dev.scopestream.engine.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.engine.ComputeDevice;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KernelChoice;
import dev.scopestream.engine.KvDtype;
import dev.scopestream.engine.checkpoint.BundledModel;
import dev.scopestream.engine.decode.TorchEngine;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The ways that products are computed in give the same but for a dtype's rounding. */
class KernelChoiceTest {
    private static final int ALL = KernelChoice.ALL_ROWS;
    private static final KernelChoice AS_HELD = new KernelChoice(false, ALL, ALL, Dtype.BF16, Dtype.BF16, Dtype.BF16);
    private static final KernelChoice WIDENED = new KernelChoice(false, 0, 0, Dtype.FP32, Dtype.FP32, Dtype.FP32);
    private static final KernelChoice INTEGERS_TO_BF16 =
            new KernelChoice(false, ALL, 0, Dtype.BF16, Dtype.BF16, Dtype.FP32);

    @TempDir
    private static Path directory;

    private static Path model;
    private static double stepLimit;
    private static double promptLimit;

    @BeforeAll
    static void materialise() {
        model = BundledModel.materialise("longgen-tiny", directory);
        stepLimit = limit(1);
        promptLimit = limit(24);
    }

    private static Stream<Arguments> cases() {
        return Stream.of(Dtype.BF16, Dtype.INT8, Dtype.INT4)
                .flatMap(d -> Stream.of(KvDtype.AUTO, KvDtype.INT8).map(k -> Arguments.of(d, k)));
    }

    private static List<Float> logs(Dtype dtype, KvDtype kv, KernelChoice choice, int chunk) {
        EngineOptions options = EngineOptions.builder()
                .dtype(dtype)
                .kvDtype(kv)
                .threads(1)
                .kvBytes(1 << 28)
                .kernels((device, type) -> choice)
                .build();
        try (TorchEngine engine = TorchEngine.open(model, options)) {
            IntArray text =
                    engine.encode("Question_1: 3+5\nQuestion_2: 4-1\n\nAnswer_1: 3+5=8; #1=8. The answer is 8\n");
            return new TextJudge(engine, chunk).judge(text).logProbabilities();
        }
    }

    /** Mean difference of the tokens' log-probabilities. */
    private static double off(List<Float> actual, List<Float> expected) {
        double sum = 0;
        for (int i = 0; i < expected.size(); i++) {
            sum += Math.abs(actual.get(i) - expected.get(i));
        }
        return sum / expected.size();
    }

    /** How far bf16 is from fp32, which holds the same weights: two ways of rounding are three times as far apart at most. */
    private static double limit(int chunk) {
        double rounding = off(
                logs(Dtype.BF16, KvDtype.AUTO, AS_HELD, chunk),
                logs(Dtype.FP32, KvDtype.AUTO, KernelChoice.fixed(ComputeDevice.CPU, Dtype.FP32), chunk));
        assertThat(rounding).isBetween(0.001, 0.1);
        return 3 * rounding;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldGiveTheSameButForRounding(Dtype dtype, KvDtype kv) {
        // 1: decode steps; 24: a prompt
        for (int chunk : new int[] {1, 24}) {
            double limit = chunk == 1 ? stepLimit : promptLimit;
            List<Float> expected = logs(dtype, kv, AS_HELD, chunk);
            assertThat(off(logs(dtype, kv, WIDENED, chunk), expected))
                    .as("widened to fp32, chunk of " + chunk)
                    .isLessThan(limit);
            assertThat(off(logs(dtype, kv, INTEGERS_TO_BF16, chunk), expected))
                    .as("integers to bf16, chunk of " + chunk)
                    .isLessThan(limit);
        }
    }

    @Test
    void shouldWidenWithoutMeasuringWhereTheProcessorHasNoFastBf16() {
        for (Dtype dtype : List.of(Dtype.BF16, Dtype.INT8, Dtype.INT4)) {
            KernelChoice fixed = KernelChoice.fixed(ComputeDevice.CPU, dtype);
            boolean fast = ComputeDevice.CPU.reorders(dtype);
            assertThat(fixed.reordered()).isEqualTo(fast);
            assertThat(fixed.widens(dtype)).isNotEqualTo(fast);
            assertThat(fixed.promptDtype()).isEqualTo(fast ? Dtype.BF16 : Dtype.FP32);
            assertThat(fixed.integerDtype()).isEqualTo(fixed.promptDtype());
        }
    }

    @ParameterizedTest
    @MethodSource("exact")
    void shouldComputeOtherDtypesAsTheyAre(Dtype dtype) {
        KernelChoice fixed = KernelChoice.fixed(ComputeDevice.CPU, dtype);
        assertThat(fixed.widens(dtype)).isFalse();
        assertThat(fixed).isEqualTo(new KernelChoice(false, ALL, fixed.integerRows(), dtype, dtype, dtype));
    }

    private static Stream<Dtype> exact() {
        return Stream.of(Dtype.FP32, Dtype.FP64);
    }
}
