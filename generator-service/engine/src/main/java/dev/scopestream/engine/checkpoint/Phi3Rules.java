package dev.scopestream.engine.checkpoint;

import java.util.List;
import java.util.OptionalInt;

/** Phi 3 and 4: projections fused in the file, positions by a part of each head, and longrope. */
final class Phi3Rules implements FamilyRules {
    private static final int ORIGINAL_CONTEXT = 4096;

    @Override
    public String modelType() {
        return "phi3";
    }

    @Override
    public boolean rotatesPartly() {
        return true;
    }

    @Override
    public int originalContext(int context) {
        return ORIGINAL_CONTEXT;
    }

    @Override
    public double rmsNormEps() {
        return 1e-5;
    }

    @Override
    public Bias qkvBias() {
        return Bias.NEVER;
    }

    @Override
    public Bias outputBias() {
        return Bias.NEVER;
    }

    @Override
    public List<OptionalInt> slidingWindows(SlidingWindows reader) {
        return reader.everywhere(0);
    }
}
