package dev.scopestream.engine.policy;

import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.KvOptions.Fidelity;
import java.util.stream.IntStream;

/** The prefill policies of SCOPE's reference (arXiv 2412.13649, section 5). */
final class PrefillPolicies {
    private PrefillPolicies() {}

    /** Keeps the whole prompt. */
    record AllKv() implements PrefillPolicy {
        @Override
        public String name() {
            return "allkv";
        }

        @Override
        public PromptScoring scoring(Fidelity fidelity) {
            return PromptScoring.NONE;
        }

        @Override
        public boolean pooled() {
            return false;
        }

        @Override
        public boolean keepsEverything() {
            return true;
        }

        @Override
        public PromptSelection select(PromptShape shape) {
            return new PromptSelection.Everything();
        }
    }

    /** Heavy hitters: the entries that all queries together look at most (H2O, arXiv 2306.14048). */
    record H2o() implements PrefillPolicy {
        @Override
        public String name() {
            return "h2o";
        }

        @Override
        public PromptScoring scoring(Fidelity fidelity) {
            return allQueries(fidelity);
        }

        @Override
        public boolean pooled() {
            return false;
        }

        @Override
        public PromptSelection select(PromptShape shape) {
            return uniform(shape, shape.budget());
        }
    }

    /** What the last w queries look at, smoothed (SnapKV, arXiv 2404.14469). */
    record SnapKv() implements PrefillPolicy {
        @Override
        public String name() {
            return "snapkv";
        }

        @Override
        public PromptScoring scoring(Fidelity fidelity) {
            return PromptScoring.LAST_QUERIES;
        }

        @Override
        public boolean pooled() {
            return true;
        }

        @Override
        public PromptSelection select(PromptShape shape) {
            return uniform(shape, shape.budget());
        }
    }

    /** SnapKV's scores, with a budget that falls from layer to layer (PyramidKV, arXiv 2406.02069). */
    record PyramidKv() implements PrefillPolicy {
        @Override
        public String name() {
            return "pyramidkv";
        }

        @Override
        public PromptScoring scoring(Fidelity fidelity) {
            return PromptScoring.LAST_QUERIES;
        }

        @Override
        public boolean pooled() {
            return true;
        }

        @Override
        public PromptSelection select(PromptShape shape) {
            return shape.tokens() < 2 * shape.budget() ? uniform(shape, shape.budget()) : pyramid(shape);
        }
    }

    /** H2O's scores with PyramidKV's budgets, as SCOPE's reference has PyramidInfer (arXiv 2405.12532). */
    record PyramidInfer() implements PrefillPolicy {
        @Override
        public String name() {
            return "pyramidinfer";
        }

        @Override
        public PromptScoring scoring(Fidelity fidelity) {
            return allQueries(fidelity);
        }

        @Override
        public boolean pooled() {
            return false;
        }

        @Override
        public PromptSelection select(PromptShape shape) {
            if (shape.tokens() >= 2 * shape.budget()) {
                return pyramid(shape);
            }
            // the reference keeps C besides the last w, and fails where the prompt is too short for that
            int number = shape.isReference() ? shape.capacity() : shape.budget();
            return uniform(shape, Math.min(number, shape.tokens() - shape.observation()));
        }
    }

    /** First and last tokens (StreamingLLM, arXiv 2309.17453). */
    record StreamingLlm() implements PrefillPolicy {
        @Override
        public String name() {
            return "streamingllm";
        }

        @Override
        public PromptScoring scoring(Fidelity fidelity) {
            return PromptScoring.NONE;
        }

        @Override
        public boolean pooled() {
            return false;
        }

        @Override
        public PromptSelection select(PromptShape shape) {
            int first = shape.isReference() ? shape.budget() : shape.sinks();
            if (first < 0 || first >= shape.capacity()) {
                throw new InvalidRequestException(
                        shape.isReference() ? "kv.observation" : "kv.sinks",
                        "must be below kv.capacity (" + shape.capacity() + ")");
            }
            int last = shape.capacity() - first;
            int[] positions = IntStream.concat(
                            IntStream.range(0, first), IntStream.range(shape.tokens() - last, shape.tokens()))
                    .toArray();
            return new PromptSelection.Positions(IntArray.of(positions));
        }
    }

    private static PromptScoring allQueries(Fidelity fidelity) {
        return fidelity == Fidelity.REFERENCE ? PromptScoring.ALL_QUERIES_REFERENCE : PromptScoring.ALL_QUERIES;
    }

    private static PromptSelection uniform(PromptShape shape, int number) {
        shape.requireObservationBelowCapacity();
        return new PromptSelection.TopScores(
                IntArray.of(IntStream.range(0, shape.layers()).map(l -> number).toArray()));
    }

    /** Budgets from twice the mean down to a twentieth of it, linearly. */
    private static PromptSelection pyramid(PromptShape shape) {
        shape.requireObservationBelowCapacity();
        int budget = shape.budget();
        int min = budget / 20;
        int max = 2 * budget - min;
        int available = shape.tokens() - shape.observation();
        if (max >= available) {
            max = available;
            min = 2 * budget - max;
        }
        int step = Math.floorDiv(max - min, shape.layers());
        int top = max;
        return new PromptSelection.TopScores(IntArray.of(
                IntStream.range(0, shape.layers()).map(l -> top - l * step).toArray()));
    }
}
