package dev.scopestream.engine.checkpoint;

import java.util.List;

/** How rotary frequencies are stretched for contexts longer than the original ones. */
public sealed interface RopeScaling {
    /** Frequencies as they are. */
    record None() implements RopeScaling {}

    /**
     * Llama 3.1's: wavelengths above {@code originalContext / lowFrequencyFactor} are divided by {@code factor}, those
     * below {@code originalContext / highFrequencyFactor} stay, and between them it goes over smoothly.
     *
     * @param originalContext tokens of the context before scaling
     */
    record Llama3(double factor, double lowFrequencyFactor, double highFrequencyFactor, int originalContext)
            implements RopeScaling {}

    /**
     * GGUF's form of any such scaling: each frequency is divided by a factor of its own.
     *
     * @param divisors one for each pair of a head's dimensions
     */
    record Factors(List<Float> divisors) implements RopeScaling {}
}
