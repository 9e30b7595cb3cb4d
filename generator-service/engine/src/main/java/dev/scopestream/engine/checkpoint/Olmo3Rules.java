package dev.scopestream.engine.checkpoint;

import java.util.List;
import java.util.OptionalInt;

/** OLMo 3: OLMo 2 with a sliding window in three of four layers, whose positions aren't scaled. */
final class Olmo3Rules implements FamilyRules {
    private static final int PATTERN = 4;

    @Override
    public String modelType() {
        return "olmo3";
    }

    @Override
    public double rmsNormEps() {
        return 1e-5;
    }

    @Override
    public boolean qkNorm() {
        return true;
    }

    @Override
    public ModelConfig.Norms norms() {
        return new ModelConfig.Norms(false, true, true, 0);
    }

    @Override
    public boolean scalesSlidingLayers() {
        return false;
    }

    @Override
    public List<OptionalInt> slidingWindows(SlidingWindows reader) {
        return reader.byLayer(reader.window(4096), layer -> (layer + 1) % PATTERN != 0);
    }
}
