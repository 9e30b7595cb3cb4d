package dev.scopestream.engine.checkpoint;

import java.util.List;
import java.util.OptionalInt;

/**
 * Qwen 2 and 3: a sliding window only where {@code use_sliding_window} is true, in the layers from {@code max_window_layers}
 * on.
 *
 * @param qkNorm whether it is Qwen 3: norms of queries and keys instead of biases
 */
record QwenRules(String modelType, boolean qkNorm) implements FamilyRules {
    @Override
    public int kvHeads(int heads) {
        return 32;
    }

    @Override
    public OptionalInt headDim() {
        return qkNorm ? OptionalInt.of(128) : OptionalInt.empty();
    }

    @Override
    public Bias qkvBias() {
        return qkNorm ? Bias.BY_CONFIG : Bias.ALWAYS;
    }

    @Override
    public Bias outputBias() {
        return qkNorm ? Bias.BY_CONFIG : Bias.NEVER;
    }

    @Override
    public List<OptionalInt> slidingWindows(SlidingWindows reader) {
        int first = reader.integer("max_window_layers", 28);
        return reader.byLayer(reader.windowIfUsed(4096), layer -> layer >= first);
    }
}
