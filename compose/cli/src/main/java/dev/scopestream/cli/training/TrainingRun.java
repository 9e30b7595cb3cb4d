package dev.scopestream.cli.training;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.engine.training.LlamaShape;
import dev.scopestream.engine.training.SmallLlamaTraining;
import dev.scopestream.engine.training.StepOutcome;
import dev.scopestream.engine.training.TrainingBatch;
import dev.scopestream.engine.training.TrainingState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Trains until the time is over or somebody asks for the end; its state is saved every minute and at the end. */
final class TrainingRun {
    private static final int REPORT_STEPS = 100;
    private static final double SAVE_SECONDS = 60;
    private static final int MOST_FAILED = 20;

    private final LlamaShape shape;
    private final SmallLlamaTraining training;
    private final TrainingDocuments documents;
    private final DigitRepair repair;
    private final Path state;
    private final LongSupplier ticker;
    private TrainingProgress progress;
    private double saved;
    private int failed;

    /**
     * A run.
     *
     * @param progress where it begins
     * @param state file of the state
     * @param ticker nanoseconds
     */
    TrainingRun(
            LlamaShape shape,
            SmallLlamaTraining training,
            TrainingDocuments documents,
            DigitRepair repair,
            TrainingProgress progress,
            Path state,
            LongSupplier ticker) {
        this.shape = shape;
        this.training = training;
        this.documents = documents;
        this.repair = repair;
        this.progress = progress;
        this.state = state;
        this.ticker = ticker;
        this.saved = progress.seconds();
    }

    /**
     * Trains.
     *
     * @param stopped whether to end before the time is over
     * @param report takes the progress, and what the last steps hit
     */
    TrainingProgress run(BooleanSupplier stopped, BiConsumer<TrainingProgress, Hits> report) throws IOException {
        Hits hits = new Hits();
        while (!progress.done() && !stopped.getAsBoolean()) {
            long begin = ticker.getAsLong();
            if (progress.evictionBegins()) {
                progress = progress.withEviction();
                forget(training.weights());
            }
            TrainingBatch batch =
                    documents.batch(Stage.ALL.get(progress.stage()), progress.steps(), progress.eviction());
            StepOutcome outcome = training.step(batch, progress.rate());
            check(outcome);
            hits.add(outcome);
            progress = progress.withStep((ticker.getAsLong() - begin) / 1e9, batch.documents() * batch.tokens());
            if (hits.steps() >= REPORT_STEPS || progress.late()) {
                report.accept(progress, hits);
                goOn(hits);
                hits = new Hits();
            }
            if (progress.seconds() - saved >= SAVE_SECONDS) {
                save();
            }
        }
        report.accept(progress, hits);
        save();
        return progress;
    }

    private void check(StepOutcome outcome) {
        failed = outcome.isFinite() ? 0 : failed + 1;
        if (failed >= MOST_FAILED) {
            throw new CliException("the loss isn't finite any more after " + progress.steps()
                    + " steps: the state of the last minute is kept; another --seed may do better");
        }
    }

    private void goOn(Hits hits) {
        if (progress.eviction()) {
            return;
        }
        int digit = repair.stuck(hits);
        if (digit >= 0) {
            float[] weights = training.weights();
            repair.redraw(shape, weights, digit, new Random(progress.seed() + progress.steps()));
            training.restore(weights, training.moments(), training.steps());
            progress = progress.withRedraw();
        }
        boolean last = progress.stage() == Stage.ALL.size() - 1;
        if (!last && (Stage.ALL.get(progress.stage()).learnt(hits) || progress.late())) {
            progress = progress.withNextStage();
        }
    }

    /** New moments. */
    private void forget(float[] weights) {
        training.restore(weights, new float[2 * weights.length], 0);
    }

    private void save() throws IOException {
        new TrainingState(training.weights(), training.moments(), training.steps(), progress.json()).write(state);
        saved = progress.seconds();
    }
}
