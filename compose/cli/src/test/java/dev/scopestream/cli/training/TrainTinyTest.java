package dev.scopestream.cli.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.scopestream.cli.Cli;
import dev.scopestream.cli.common.CliException;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.checkpoint.BundledModel;
import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.text.TextCodec;
import dev.scopestream.engine.training.LlamaShape;
import dev.scopestream.engine.training.SmallLlamaTraining;
import dev.scopestream.engine.training.StepOutcome;
import dev.scopestream.engine.training.TrainingBatch;
import dev.scopestream.engine.training.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainTinyTest {
    private static final LlamaShape SHAPE = new LlamaShape(223, 16, 1, 2, 1, 8, 16, 1e4, 1e-5);
    private static final double MINUTES = 0.5;
    private static final long STEP_NANOS = 2_000_000_000L;

    @TempDir
    private Path directory;

    private TextCodec codec;

    @BeforeEach
    void open() {
        codec = TextCodec.open(BundledModel.materialise("longgen-tiny", directory.resolve("bundled")));
    }

    @AfterEach
    void close() {
        codec.close();
    }

    private long[] ids(String text) {
        IntArray tokens = codec.encode(text, true);
        return LongStream.range(0, tokens.size() + 1)
                .map(i -> i < tokens.size() ? tokens.get((int) i) : 2)
                .toArray();
    }

    @Test
    void shouldKnowWhatATokenIs() {
        MarkedDocument document = new LineKinds(codec)
                .mark(
                        ids(
                                """
                        Question_4: 3+5
                        Question_5: #4-9

                        Answer_4: 3+5=8; #4=8. The answer is 8
                        Answer_5: #4-9=8-9=9; #5=9. The answer is 9
                        """));
        int first = document.output();
        long[] kinds = document.kinds();
        assertThat(first).isEqualTo(1 + 7 + 7 + 1);
        assertThat(Arrays.stream(kinds, 0, first).filter(k -> k >= 0).toArray())
                .containsExactly(TokenKind.LABEL.first());
        assertThat(kinds[9]).as("of the second question").isEqualTo(TokenKind.LABEL.first());
        assertThat(Arrays.copyOfRange(kinds, first, first + 10)).containsExactly(6, 3, 7, 0, 2, 1, 7, 8 + 35, 7, 5);
        assertThat(Arrays.copyOfRange(kinds, first + 15, first + 29))
                .containsExactly(6, 3, 7, 0, 2, 1, 7, 4, 7, 7, 7, 8 + 89, 7, 5);
        assertThat(kinds[kinds.length - 1]).as("the end").isEqualTo(TokenKind.END.first());
    }

    @Test
    void shouldMakeTheSameBatchOfTheSameStepAndKeepTheNewestKeys() {
        TrainingDocuments documents = new TrainingDocuments(codec, 7);
        Stage stage = Stage.ALL.get(1);
        TrainingBatch one = documents.batch(stage, 12, true);
        TrainingBatch again = documents.batch(stage, 12, true);
        assertThat(again.ids()).containsExactly(one.ids());
        assertThat(again.kinds()).containsExactly(one.kinds());
        assertThat(again.missing().orElseThrow().flags())
                .containsExactly(one.missing().orElseThrow().flags());
        assertThat(documents.batch(stage, 13, true).ids()).isNotEqualTo(one.ids());
        assertThat(new TrainingDocuments(codec, 8).batch(stage, 12, true).ids()).isNotEqualTo(one.ids());
        assertThat(documents.batch(stage, 12, false).missing()).isEmpty();
        assertThat(one.documents() * one.tokens()).isBetween(1024, 4096);
        int gone = 0;
        for (int step = 0; step < 20; step++) {
            TrainingBatch batch = documents.batch(stage, step, true);
            boolean[] flags = batch.missing().orElseThrow().flags();
            long[] bounds = batch.missing().orElseThrow().bounds();
            int tokens = batch.tokens() - 1;
            for (int row = 0; row < batch.documents(); row++) {
                int output = (int) bounds[batch.documents() + row];
                for (int i = 0; i < tokens; i++) {
                    gone += flags[row * tokens + i] ? 1 : 0;
                    assertThat(flags[row * tokens + i] && i < output)
                            .as("of the prompt")
                            .isFalse();
                    assertThat(flags[row * tokens + i] && bounds[row] < 20).isFalse();
                }
            }
        }
        assertThat(gone).isGreaterThan(100);
    }

    @Test
    void shouldWarmUpFallAndBeginTheLastPartOnce() {
        TrainingProgress begin = TrainingProgress.begin(1, 10);
        assertThat(begin.rate()).isCloseTo(2e-5, within(1e-9));
        TrainingProgress steady = begin;
        for (int i = 0; i < 200; i++) {
            steady = steady.withStep(1, 2048);
        }
        assertThat(steady.rate()).isCloseTo(2e-3, within(1e-9));
        TrainingProgress late = steady.withStep(270, 1);
        assertThat(late.rate()).isLessThan(2e-4);
        assertThat(late.evictionBegins()).isFalse();
        TrainingProgress last = late.withStep(11, 1);
        assertThat(last.evictionBegins()).isTrue();
        assertThat(last.withEviction().evictionBegins()).isFalse();
        assertThat(last.withEviction().stage()).isEqualTo(Stage.ALL.size() - 1);
        assertThat(TrainingProgress.parse(last.json())).isEqualTo(last);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "null", "[1]", "{\"seed\":1,\"minutes\":1,\"stage\":9}", "{\"minutes\":-1}"})
    void shouldRefuseAStateThatSaysNothing(String json) {
        assertThatThrownBy(() -> TrainingProgress.parse(json)).isInstanceOf(CheckpointException.class);
    }

    /** Trains a smaller model; each step takes two seconds. */
    private TrainingProgress train(Path state, boolean goesOn, BooleanSupplier stopped) throws IOException {
        AtomicLong now = new AtomicLong();
        try (SmallLlamaTraining training =
                new SmallLlamaTraining(SHAPE, SHAPE.initial(new Random(1)), TokenKind.importance(), 1)) {
            TrainingProgress begin = TrainingProgress.begin(5, MINUTES);
            if (goesOn) {
                TrainingState former = TrainingState.read(state, SHAPE);
                training.restore(former.weights(), former.moments(), former.steps());
                begin = TrainingProgress.parse(former.progress());
            }
            return new TrainingRun(
                            SHAPE,
                            training,
                            new TrainingDocuments(codec, 5),
                            new DigitRepair(3),
                            begin,
                            state,
                            () -> now.getAndAdd(STEP_NANOS))
                    .run(stopped, (progress, hits) -> {});
        }
    }

    @Test
    void shouldGoOnAfterAnEndAsIfThereHadBeenNone() throws IOException {
        Path whole = directory.resolve("whole");
        Path parts = directory.resolve("parts");
        TrainingProgress end = train(whole, false, () -> false);
        int[] left = {6};
        TrainingProgress half = train(parts, false, () -> {
            if (left[0]-- > 0) {
                return false;
            }
            Thread.currentThread().interrupt(); // as Ctrl-C does
            return true;
        });
        assertThat(Thread.interrupted()).isTrue();
        assertThat(half.done()).isFalse();
        assertThat(half.steps()).isEqualTo(6);
        assertThat(train(parts, true, () -> false)).isEqualTo(end);
        assertThat(end.eviction()).isTrue();
        assertThat(TrainingState.read(parts, SHAPE).weights())
                .containsExactly(TrainingState.read(whole, SHAPE).weights());
    }

    @Test
    void shouldDrawADigitAnewThatSumsAreLongWrongWith() {
        DigitRepair repair = new DigitRepair(3);
        long[] all = new long[TokenKind.NUMBERS];
        Arrays.fill(all, 10);
        long[] right = all.clone();
        for (int first = 0; first < TokenKind.DIGITS; first++) {
            right[TokenKind.result(first, 8)] = 2;
        }
        int found = -1;
        for (int i = 0; i < 4; i++) {
            assertThat(found).isEqualTo(-1);
            Hits hits = new Hits();
            hits.add(new StepOutcome(1, 1, right, all));
            found = repair.stuck(hits);
        }
        assertThat(found).isEqualTo(8);
        float[] weights = SHAPE.initial(new Random(2));
        float[] before = weights.clone();
        repair.redraw(SHAPE, weights, 8, new Random(1));
        int row = (3 + 8) * SHAPE.hidden();
        assertThat(Arrays.copyOfRange(weights, row, row + SHAPE.hidden()))
                .isNotEqualTo(Arrays.copyOfRange(before, row, row + SHAPE.hidden()));
        assertThat(Arrays.copyOf(weights, row)).containsExactly(Arrays.copyOf(before, row));
    }

    @Test
    void shouldTakeOnlyADirectoryOfItsOwn() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "x");
        assertThatThrownBy(() -> TrainingDirectory.take(file))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("is a file");
        assertThatThrownBy(() -> TrainingDirectory.take(directory)).hasMessageContaining("holds other files");
        Path own = directory.resolve("own");
        try (TrainingDirectory taken = TrainingDirectory.take(own)) {
            assertThat(taken.interrupted(SHAPE)).isEmpty();
            assertThatThrownBy(() -> TrainingDirectory.take(own)).hasMessageContaining("another process");
        }
        assertThat(own).isEmptyDirectory();
        Files.writeString(own.resolve("training-state.safetensors"), "broken");
        try (TrainingDirectory taken = TrainingDirectory.take(own)) {
            assertThatThrownBy(() -> taken.interrupted(SHAPE)).isInstanceOf(CheckpointException.class);
        }
    }

    @Test
    void shouldTrainWriteAndCheckAModelByOneCommand() throws IOException {
        Path out = directory.resolve("model");
        Cli.Outcome outcome = Cli.run(
                "model",
                "train-tiny",
                "--out",
                out.toString(),
                "--minutes",
                "0.1",
                "--threads",
                "1",
                "--check-documents",
                "1",
                "--json");
        assertThat(outcome.code())
                .as("six seconds aren't enough: %s", outcome.err())
                .isEqualTo(3);
        assertThat(outcome.out()).contains("\"minutes_left\"", "\"accuracy\"");
        assertThat(outcome.err()).contains("hasn't learnt");
        assertThat(out).isDirectoryContaining("glob:**/model.safetensors").isDirectoryContaining("glob:**/config.json");
        assertThat(Files.readString(out.resolve("README.md"))).contains("--seed 1 --minutes 0.1");
        assertThat(out).isDirectoryNotContaining("glob:**/training*");
        Cli.Outcome again = Cli.run("model", "train-tiny", "--out", out.toString(), "--minutes", "0.1");
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).contains("holds other files");
    }
}
