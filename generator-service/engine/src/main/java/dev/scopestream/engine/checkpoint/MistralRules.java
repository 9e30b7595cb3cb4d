package dev.scopestream.engine.checkpoint;

import java.util.List;
import java.util.OptionalInt;

/** Mistral: all layers have a sliding window, of 4,096 tokens unless the file says null or another length. */
final class MistralRules implements FamilyRules {
    @Override
    public String modelType() {
        return "mistral";
    }

    @Override
    public int kvHeads(int heads) {
        return 8;
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
        return reader.everywhere(4096);
    }
}
