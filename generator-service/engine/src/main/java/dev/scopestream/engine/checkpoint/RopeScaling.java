package dev.scopestream.engine.checkpoint;

import java.util.List;

/** Scaling of rotary frequencies for contexts longer than in training. */
public sealed interface RopeScaling {
    /** No scaling. */
    record None() implements RopeScaling {}

    /**
     * Llama 3.1's: frequencies with a wavelength above {@code originalContext / lowFrequencyFactor} are divided by
     * {@code factor}, with one below {@code originalContext / highFrequencyFactor} unchanged, and in between interpolated.
     *
     * @param originalContext tokens of the context before scaling
     */
    record Llama3(double factor, double lowFrequencyFactor, double highFrequencyFactor, int originalContext)
            implements RopeScaling {}

    /**
     * GGUF's: each frequency is divided by a factor of its own.
     *
     * @param divisors one for each pair of a head's dimensions
     */
    record Factors(List<Float> divisors) implements RopeScaling {}
}
