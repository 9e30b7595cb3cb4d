package dev.scopestream.cli.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.engine.checkpoint.CheckpointException;
import java.util.Optional;

/**
 * How far a training is.
 *
 * @param seconds of training so far
 * @param steps since its begin
 * @param tokens read so far
 * @param stage index in {@link Stage#ALL}
 * @param eviction whether the last part, with missing keys, has begun
 * @param phaseSteps since the begin of the training or of its last part
 * @param redraws rows of the embedding that were drawn anew
 */
record TrainingProgress(
        long seed,
        double minutes,
        double seconds,
        long steps,
        long tokens,
        int stage,
        boolean eviction,
        long phaseSteps,
        int redraws) {

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
    /** Share of the time until the last part begins. */
    private static final double WHOLE = 0.8;
    /** Share of the time of each part after which the learning rate falls. */
    private static final double STEADY = 0.75;

    private static final double STEADY_EVICTION = 0.3;
    private static final double RATE = 2e-3;
    private static final double RATE_EVICTION = 1.5e-3;
    private static final double LEAST = 0.02;
    private static final int WARM_UP = 100;
    /** Shares of the time after which the second and the third stage begin whatever was learnt. */
    private static final double[] LATEST = {0.25, 0.45, 2};

    TrainingProgress {
        if (stage < 0 || stage >= Stage.ALL.size() || !(minutes > 0) || !(seconds >= 0)) {
            throw new IllegalArgumentException("stage " + stage + ", " + seconds + " s of " + minutes + " min");
        }
    }

    static TrainingProgress begin(long seed, double minutes) {
        return new TrainingProgress(seed, minutes, 0, 0, 0, 0, false, 0, 0);
    }

    /** @throws CheckpointException when the text isn't one that {@link #json} made */
    static TrainingProgress parse(String json) {
        try {
            return Optional.ofNullable(MAPPER.readValue(json, TrainingProgress.class))
                    .orElseThrow(() -> new CheckpointException("the state of the training says nothing"));
        } catch (JsonProcessingException e) {
            throw new CheckpointException("the state of the training doesn't say how far it is", e);
        }
    }

    String json() {
        try {
            return MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Share of the time that has passed, 0 to 1. */
    double share() {
        return Math.min(1, seconds / 60 / minutes);
    }

    boolean done() {
        return share() >= 1;
    }

    /** The learning rate of the next step: a warm-up, a steady part, and a fall to almost nothing. */
    double rate() {
        double steady = eviction ? STEADY_EVICTION : STEADY;
        double length = eviction ? 1 - WHOLE : WHOLE;
        double end = eviction ? 1 : WHOLE;
        double fall = Math.max(LEAST, Math.min(1, (end - share()) / length / (1 - steady)));
        return (eviction ? RATE_EVICTION : RATE) * Math.min(1, (phaseSteps + 1.0) / WARM_UP) * fall;
    }

    boolean evictionBegins() {
        return !eviction && share() >= WHOLE;
    }

    /** Whether the next stage begins whatever was learnt. */
    boolean late() {
        return share() >= LATEST[stage];
    }

    TrainingProgress withStep(double more, int read) {
        return new TrainingProgress(
                seed, minutes, seconds + more, steps + 1, tokens + read, stage, eviction, phaseSteps + 1, redraws);
    }

    TrainingProgress withNextStage() {
        return new TrainingProgress(seed, minutes, seconds, steps, tokens, stage + 1, eviction, phaseSteps, redraws);
    }

    TrainingProgress withEviction() {
        int last = Stage.ALL.size() - 1;
        return new TrainingProgress(seed, minutes, seconds, steps, tokens, last, true, 0, redraws);
    }

    TrainingProgress withRedraw() {
        return new TrainingProgress(seed, minutes, seconds, steps, tokens, stage, eviction, phaseSteps, redraws + 1);
    }

    TrainingProgress withMinutes(double other) {
        return new TrainingProgress(seed, other, seconds, steps, tokens, stage, eviction, phaseSteps, redraws);
    }
}
