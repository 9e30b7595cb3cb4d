package dev.scopestream.engine.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.checkpoint.BundledModel;
import dev.scopestream.engine.decode.TorchEngine;
import dev.scopestream.engine.runtime.Processor;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rounded weights of the bundled model, by how likely it finds a document of its task. */
class IntegerWeightsTest {
    private static final String TEXT =
            """
            Question_1: 3+5
            Question_2: 4-1
            Question_3: 2+2
            Question_4: 9-3

            Answer_1: 3+5=8; #1=8. The answer is 8
            Answer_2: 4-1=3; #2=3. The answer is 3
            Answer_3: 2+2=4; #3=4. The answer is 4
            Answer_4: 9-3=6; #4=6. The answer is 6
            """;

    @TempDir
    private static Path directory;

    private static Path model;
    private static double exact;

    private static TorchEngine engine(Dtype dtype) {
        return TorchEngine.open(
                model,
                EngineOptions.builder()
                        .dtype(dtype)
                        .threads(1)
                        .maxBatch(4)
                        .kvBytes(1 << 28)
                        .prefillChunk(64)
                        .build());
    }

    private static double mean(TorchEngine engine, int chunk) {
        IntArray text = engine.encode(TEXT);
        List<Float> all = new TextJudge(engine, chunk).judge(text).logProbabilities();
        assertThat(all).hasSize(text.size() - 1);
        return all.stream().mapToDouble(Float::doubleValue).average().orElseThrow();
    }

    @BeforeAll
    static void judgeExactly() {
        model = BundledModel.materialise("longgen-tiny", directory);
        try (TorchEngine engine = engine(Dtype.FP32)) {
            exact = mean(engine, 1);
            assertThat(mean(engine, 1000)).as("in one chunk").isCloseTo(exact, within(1e-4));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BF16", "INT8", "INT4"})
    void shouldFindATextAboutAsLikely(Dtype dtype) {
        double most = dtype == Dtype.INT4 ? 0.1 : 0.02;
        try (TorchEngine engine = engine(dtype)) {
            double few = mean(engine, 1);
            assertThat(few).isCloseTo(exact, within(most));
            // many tokens go through integers that were widened
            assertThat(mean(engine, 64)).isCloseTo(few, within(0.02));
            assertThat(engine.model().dtype()).isEqualTo(dtype);
        }
    }

    @Test
    void shouldSayWhatTheWeightsTake() {
        // the matrices of 4 layers, the table that is the head, too; norms are fp32
        long matrices = 4 * (256 * 128 + 128 * 128 + 512 * 128 + 128 * 256);
        long rows = 4 * (256 + 128 + 512 + 128);
        long table = 223 * 128;
        long norms = 4 * (4 * 2 + 1) * 128;
        try (TorchEngine engine = engine(Dtype.BF16)) {
            // a processor that multiplies reordered matrices holds a small table a second time, reordered
            long tables = Processor.reordersBf16(Processor.LINUX) ? 2 : 1;
            assertThat(engine.weightBytes()).isEqualTo(2 * (matrices + tables * table) + norms);
        }
        try (TorchEngine engine = engine(Dtype.INT8)) {
            assertThat(engine.weightBytes()).isEqualTo(matrices + table + 2 * (rows + 223) + norms);
        }
        try (TorchEngine engine = engine(Dtype.INT4)) {
            long groups = matrices / 32;
            assertThat(engine.weightBytes()).isEqualTo(matrices / 2 + 4 * groups + table + 2 * 223 + norms);
        }
    }
}
