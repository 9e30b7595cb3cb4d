package dev.scopestream.engine.policy;

import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.KvOptions.Fidelity;

/**
 * What a decode policy plans with.
 *
 * @param kept entries of the prompt that each layer really kept
 * @param wholePrompt whether the prefill keeps everything, whatever the capacity (allkv)
 * @param capacity C
 * @param window W, above {@code recent}
 * @param recent R
 * @param delta steps between two growths of an adaptive window, at least 1
 * @param sinks first tokens that StreamingLLM keeps
 */
public record DecodeShape(
        IntArray kept,
        boolean wholePrompt,
        int capacity,
        int window,
        int recent,
        int delta,
        int sinks,
        Fidelity fidelity) {

    /** The reference gives SnapKV and PyramidKV this number whatever it was told (spec, known fault 2). */
    private static final int LOST_DELTA = 15;

    /** @param prompt what the prefill policy decided on */
    public static DecodeShape of(
            KvOptions kv, PrefillPolicy prefill, PromptShape prompt, IntArray kept, int maxTokens) {
        WindowBudgets window = WindowBudgets.of(kv.decode(), prompt.tokens());
        return new DecodeShape(
                kept,
                prefill.keepsEverything(),
                prompt.capacity(),
                window.window(),
                window.recent(),
                kv.decode()
                        .delta()
                        .orElseGet(() -> delta(prefill, kv.fidelity(), maxTokens, window.window(), window.recent())),
                kv.prefill().sinks(),
                kv.fidelity());
    }

    /** How long an adaptive window stays as it is, when it must have grown from R to W after {@code outputLength} steps. */
    public static int delta(PrefillPolicy prefill, Fidelity fidelity, int outputLength, int window, int recent) {
        boolean lost = fidelity == Fidelity.REFERENCE && prefill.pooled();
        return lost ? LOST_DELTA : Math.max(1, (outputLength - recent) / (window - recent));
    }

    /** One budget for prompt and output: C + W, or W more than the prompt where the prefill keeps every prompt whole. */
    public int sharedBudget() {
        return (wholePrompt ? kept.get(0) : capacity) + window;
    }

    public int layers() {
        return kept.size();
    }

    public boolean isReference() {
        return fidelity == Fidelity.REFERENCE;
    }

    /**
     * P: how many entries at the head of a layer's cache are never evicted. The reference takes C even where the layer
     * holds another number; otherwise it's what the layer kept of the prompt.
     */
    public int protectedPrefix(int layer) {
        return isReference() && !wholePrompt ? capacity : kept.get(layer);
    }
}
