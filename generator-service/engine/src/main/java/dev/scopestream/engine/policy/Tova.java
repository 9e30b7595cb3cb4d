package dev.scopestream.engine.policy;

import dev.scopestream.engine.KvOptions.WindowScore;

/**
 * Token omission via attention (TOVA, arXiv 2401.06104): one budget for prompt and output, and whatever this step's query
 * looks at least goes, however new it is.
 */
final class Tova implements DecodePolicy {
    @Override
    public String name() {
        return "tova";
    }

    @Override
    public WindowScore score() {
        return WindowScore.LAST;
    }

    @Override
    public DecodePlan plan(DecodeShape shape) {
        int budget = (shape.wholePrompt() ? shape.kept().get(0) : shape.capacity()) + shape.window();
        return new DecodePolicies.Bounded(1, false, layer -> 0, (step, layer) -> budget);
    }
}
