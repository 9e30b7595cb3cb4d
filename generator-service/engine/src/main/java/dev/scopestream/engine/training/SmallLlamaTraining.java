package dev.scopestream.engine.training;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.scopestream.engine.ComputeDevice;
import dev.scopestream.engine.program.ProgramArchive;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Weights of a small Llama and their moments, changed by AdamW (arXiv 1711.05101) in one native call a step. All calls belong
 * to one thread.
 */
public final class SmallLlamaTraining implements AutoCloseable {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.98;
    private static final double DECAY = 0.01;
    private static final double MOST_NORM = 1;

    private final LlamaShape shape;
    private final Model model;
    private final NDManager manager;
    private final NDArray weights;
    private final NDArray moments;
    private final NDArray decays;
    private final NDArray sizes;
    private final NDArray importance;
    private final int kinds;
    private long steps;

    /**
     * Weights without moments.
     *
     * @param importance what a token of each kind weighs in the loss
     * @param threads that products are divided among
     */
    public SmallLlamaTraining(LlamaShape shape, float[] weights, float[] importance, int threads) {
        this.shape = shape;
        this.kinds = importance.length;
        ComputeDevice device = ComputeDevice.CPU;
        this.model = device.newModel("training");
        this.manager = device.newManager();
        try {
            model.load(new ByteArrayInputStream(ProgramArchive.training()));
        } catch (MalformedModelException e) {
            throw new IllegalStateException("the bundled program of training doesn't compile", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        device.interpretPrograms(false);
        JniUtils.setNumThreads(threads);
        this.weights = manager.create(weights, new Shape(shape.weights()));
        this.moments = manager.zeros(new Shape(2, shape.weights()));
        this.decays = manager.create(shape.decays());
        this.sizes = manager.create(shape.sizes(kinds));
        this.importance = manager.create(importance);
    }

    /**
     * One step.
     *
     * @param rate learning rate; 0 changes the moments only
     */
    public StepOutcome step(TrainingBatch batch, double rate) {
        try (NDManager scratch = manager.newSubManager()) {
            int b = batch.documents();
            int t = batch.tokens() - 1;
            NDList inputs = new NDList(
                    weights,
                    moments,
                    decays,
                    sizes,
                    scratch.create(
                            new double[] {rate, steps, BETA1, BETA2, DECAY, MOST_NORM, shape.theta(), shape.epsilon()}),
                    scratch.create(batch.ids(), new Shape(b, batch.tokens())),
                    scratch.create(batch.kinds(), new Shape(b, t)),
                    importance,
                    batch.missing()
                            .map(keys -> scratch.create(keys.flags(), new Shape(2, b, t)))
                            .orElseGet(() -> scratch.zeros(new Shape(0), DataType.BOOLEAN)),
                    batch.missing()
                            .map(keys -> scratch.create(keys.bounds(), new Shape(2, b)))
                            .orElseGet(() -> scratch.zeros(new Shape(0), DataType.INT64)));
            double[] found;
            try (NDList result = IValueUtils.forward((PtSymbolBlock) model.getBlock(), inputs, true)) {
                found = result.singletonOrThrow().toDoubleArray();
            }
            StepOutcome outcome = new StepOutcome(found[0], found[1], counts(found, 2), counts(found, 2 + kinds));
            steps += outcome.isFinite() ? 1 : 0;
            return outcome;
        }
    }

    private long[] counts(double[] found, int first) {
        long[] counts = new long[kinds];
        for (int i = 0; i < kinds; i++) {
            counts[i] = Math.round(found[first + i]);
        }
        return counts;
    }

    /** The weights as they are. */
    public float[] weights() {
        return weights.toFloatArray();
    }

    /** The moments as they are: all first ones, then all second ones. */
    public float[] moments() {
        return moments.toFloatArray();
    }

    /** Steps since the moments were zero. */
    public long steps() {
        return steps;
    }

    /** Other weights and moments, and the steps that made them. */
    public void restore(float[] newWeights, float[] newMoments, long newSteps) {
        try (NDArray from = manager.create(newWeights, weights.getShape());
                NDArray fromMoments = manager.create(newMoments, moments.getShape())) {
            from.copyTo(weights);
            fromMoments.copyTo(moments);
        }
        steps = newSteps;
    }

    @Override
    public void close() {
        manager.close();
        model.close();
    }
}
