package dev.scopestream.engine.program;

/** One layer of a prompt, for {@link ScoreRunner}; what isn't set has no elements. */
public final class PromptCase {
    final int heads;
    final int tokens;
    final int headDim;
    float[] keys = {};
    float[] values = {};
    float[] weights = {};

    public PromptCase(int heads, int tokens, int headDim) {
        this.heads = heads;
        this.tokens = tokens;
        this.headDim = headDim;
    }

    /** [heads, tokens, headDim]. */
    public PromptCase keys(float[] all) {
        keys = all.clone();
        return this;
    }

    /** [heads, tokens, headDim]. */
    public PromptCase values(float[] all) {
        values = all.clone();
        return this;
    }

    /** [heads, 1, tokens]. */
    public PromptCase weights(float[] all) {
        weights = all.clone();
        return this;
    }
}
