package dev.scopestream.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.checkpoint.BundledModel;
import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.decode.TorchEngine;
import dev.scopestream.engine.trace.TextJudge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallLlamaTrainingTest {
    private static final LlamaShape SHAPE = new LlamaShape(223, 32, 2, 4, 2, 8, 48, 1e4, 1e-5);
    private static final int TOKENS = 24;
    private static final double RATE = 4e-3;

    @TempDir
    private Path directory;

    private static SmallLlamaTraining training() {
        return new SmallLlamaTraining(SHAPE, SHAPE.initial(new Random(3)), new float[] {1, 2}, 1);
    }

    /** Twice the same eight tokens, then a third time: what comes is in what came. */
    private static TrainingBatch repeats(int seed) {
        Random random = new Random(seed);
        long[] eight = random.longs(8, 10, 40).toArray();
        long[] ids = IntStream.range(0, TOKENS).mapToLong(i -> eight[i % 8]).toArray();
        long[] kinds = IntStream.range(0, TOKENS - 1)
                .mapToLong(i -> i < 7 ? -1 : i < 15 ? 0 : 1)
                .toArray();
        return new TrainingBatch(1, TOKENS, ids, kinds, Optional.empty());
    }

    @Test
    void shouldLearnAndGoOnFromItsStateBitForBit() throws IOException {
        try (SmallLlamaTraining one = training()) {
            double first = one.step(repeats(1), RATE).loss();
            for (int i = 0; i < 60; i++) {
                one.step(repeats(1), RATE);
            }
            Path file = directory.resolve("state.safetensors");
            new TrainingState(one.weights(), one.moments(), one.steps(), "half").write(file);
            StepOutcome next = one.step(repeats(1), RATE);
            assertThat(first).isCloseTo(Math.log(223), within(0.2));
            assertThat(next.loss()).isLessThan(0.1);
            assertThat(next.right()).containsExactly(8, 8);
            assertThat(next.all()).containsExactly(8, 8);
            TrainingState state = TrainingState.read(file, SHAPE);
            assertThat(state.progress()).isEqualTo("half");
            try (SmallLlamaTraining two = training()) {
                two.restore(state.weights(), state.moments(), state.steps());
                assertThat(two.step(repeats(1), RATE))
                        .usingRecursiveComparison()
                        .isEqualTo(next);
                assertThat(two.weights()).containsExactly(one.weights());
                assertThat(two.moments()).containsExactly(one.moments());
            }
        }
    }

    @Test
    void shouldWriteAModelThatTheEngineRunsAlike() throws IOException {
        Path model = directory.resolve("model");
        TrainingBatch batch = repeats(1);
        StepOutcome outcome;
        try (SmallLlamaTraining training = training()) {
            for (int i = 0; i < 25; i++) {
                training.step(batch, RATE);
            }
            Path tokenizer = BundledModel.materialise("longgen-tiny", directory.resolve("bundled"));
            new ModelDirectory(SHAPE, tokenizer).write(model, training.weights(), 64, Map.of("made", "here"));
            long[] all = new long[TOKENS - 1];
            outcome = training.step(new TrainingBatch(1, TOKENS, batch.ids(), all, Optional.empty()), 0);
        }
        IntArray ids = IntArray.of(
                Arrays.stream(batch.ids()).mapToInt(Math::toIntExact).toArray());
        EngineOptions options = EngineOptions.builder().dtype(Dtype.FP32).build();
        try (TorchEngine engine = TorchEngine.open(model, options)) {
            TextJudge.Verdict verdict = new TextJudge(engine, 1).judge(ids);
            List<Float> each = verdict.logProbabilities();
            double mean = each.stream().mapToDouble(p -> -p).average().orElseThrow();
            assertThat(each).hasSize(TOKENS - 1);
            assertThat(mean).isCloseTo(outcome.loss(), within(1e-4));
        }
    }

    @Test
    void shouldAttendToNoKeyThatIsMissing() {
        int keys = TOKENS - 1;
        boolean[] none = new boolean[2 * keys];
        boolean[] all = new boolean[2 * keys];
        Arrays.fill(all, 0, keys, true);
        boolean[] later = new boolean[2 * keys];
        Arrays.fill(later, keys, keys + 8, true);
        double whole = loss(Optional.empty());
        assertThat(loss(missing(none, 0, 0))).isCloseTo(whole, within(1e-5));
        assertThat(loss(missing(all, keys, 0))).as("none is so old").isCloseTo(whole, within(1e-5));
        assertThat(loss(missing(later, 0, keys))).as("no query is so late").isCloseTo(whole, within(1e-5));
        assertThat(loss(missing(all, 2, 0))).isNotCloseTo(whole, within(1e-3));
        assertThat(loss(missing(later, 0, 9))).isNotCloseTo(whole, within(1e-3));
    }

    private static Optional<TrainingBatch.MissingKeys> missing(boolean[] flags, long distance, long begin) {
        return Optional.of(new TrainingBatch.MissingKeys(flags, new long[] {distance, begin}));
    }

    private static double loss(Optional<TrainingBatch.MissingKeys> missing) {
        try (SmallLlamaTraining training = training()) {
            for (int i = 0; i < 20; i++) {
                training.step(repeats(1), RATE);
            }
            TrainingBatch batch = repeats(1);
            return training.step(new TrainingBatch(1, batch.tokens(), batch.ids(), batch.kinds(), missing), 0)
                    .loss();
        }
    }

    @Test
    void shouldChangeNothingByAStepThatIsNotFinite() {
        try (SmallLlamaTraining training = training()) {
            float[] broken = training.weights();
            broken[0] = Float.NaN;
            training.restore(broken, training.moments(), 5);
            long[] ids = new long[TOKENS];
            TrainingBatch batch = new TrainingBatch(1, TOKENS, ids, new long[TOKENS - 1], Optional.empty());
            assertThat(training.step(batch, RATE).isFinite()).isFalse();
            assertThat(training.weights()).containsExactly(broken);
            assertThat(training.steps()).isEqualTo(5);
        }
    }

    @Test
    void shouldRefuseAStateThatIsDamaged() throws IOException {
        Path file = directory.resolve("state.safetensors");
        int n = SHAPE.weights();
        new TrainingState(SHAPE.initial(new Random(1)), new float[2 * n], 7, "{}").write(file);
        byte[] good = Files.readAllBytes(file);
        byte[] flipped = good.clone();
        flipped[good.length / 2] ^= 1;
        for (byte[] bad : List.of(flipped, Arrays.copyOf(good, good.length - 9), new byte[3], new byte[0])) {
            Files.write(file, bad);
            assertThatThrownBy(() -> TrainingState.read(file, SHAPE))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining(file.toString());
        }
        Files.write(file, good);
        assertThat(TrainingState.read(file, SHAPE).steps()).isEqualTo(7);
        assertThatThrownBy(() -> TrainingState.read(file, LlamaShape.tiny(223)))
                .hasMessageContaining("elements of weights");
        assertThatThrownBy(() -> new TrainingState(new float[n], new float[2 * n], 7, "{}")
                        .write(directory.resolve("none").resolve("state")))
                .isInstanceOf(IOException.class);
        assertThat(directory).isDirectoryNotContaining(path -> path.toString().endsWith(".part"));
    }
}
