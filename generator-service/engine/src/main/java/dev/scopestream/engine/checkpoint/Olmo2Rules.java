package dev.scopestream.engine.checkpoint;

/** OLMo 2: norms after the attention and the feed-forward part, and of all queries and all keys together. */
final class Olmo2Rules implements FamilyRules {
    @Override
    public String modelType() {
        return "olmo2";
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
}
