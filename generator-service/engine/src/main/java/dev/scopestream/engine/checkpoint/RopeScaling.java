package dev.scopestream.engine.checkpoint;

import java.util.List;

/** How rotary frequencies are stretched for contexts longer than the original ones. */
public sealed interface RopeScaling {
    /** Frequencies as they are. */
    record None() implements RopeScaling {}

    /** Frequencies are 0: nothing turns. */
    record Unrotated() implements RopeScaling {}

    /** Frequencies divided by {@code factor}, which is positions divided by it (arXiv 2306.15595). */
    record Linear(double factor) implements RopeScaling {}

    /**
     * Llama 3.1's: wavelengths above {@code originalContext / lowFrequencyFactor} are divided by {@code factor}, wavelengths
     * below {@code originalContext / highFrequencyFactor} stay, and between them it goes over smoothly.
     *
     * @param originalContext tokens of the context before scaling
     */
    record Llama3(double factor, double lowFrequencyFactor, double highFrequencyFactor, int originalContext)
            implements RopeScaling {}

    /**
     * YaRN (arXiv 2309.00071): frequencies that turn more than {@code betaFast} times in the original context stay, frequencies
     * that turn less than {@code betaSlow} times are divided by {@code factor}, and between them a linear ramp.
     *
     * @param originalContext tokens of the context before scaling
     * @param truncate whether the ramp's ends are rounded to whole dimensions
     * @param attentionFactor what cosines and sines are multiplied by
     */
    record Yarn(
            double factor,
            int originalContext,
            double betaFast,
            double betaSlow,
            boolean truncate,
            double attentionFactor)
            implements RopeScaling {
        /** The paper's factor of cosines and sines, by transformers' get_mscale: 1 + 0.1 {@code by} ln {@code factor}. */
        public static double magnitude(double factor, double by) {
            return factor <= 1 ? 1 : 0.1 * by * Math.log(factor) + 1;
        }
    }

    /**
     * Dynamic NTK scaling: the base grows with the length of a sequence beyond the original context, as transformers'
     * {@code _compute_dynamic_ntk_parameters} has it.
     *
     * @param originalContext tokens up to which frequencies are as they are
     */
    record Dynamic(double factor, int originalContext) implements RopeScaling {}

    /**
     * LongRoPE (arXiv 2402.13753): each frequency is divided by a factor of its own, in sequences longer than the original
     * context by another one.
     *
     * @param divisors one for each pair of a head's dimensions, for sequences up to the original context
     * @param longDivisors the same for longer sequences
     * @param originalContext tokens
     * @param attentionFactor what cosines and sines are multiplied by
     */
    record LongRope(List<Float> divisors, List<Float> longDivisors, int originalContext, double attentionFactor)
            implements RopeScaling {
        /** The paper's factor of cosines and sines for a context that is {@code factor} times the original one. */
        public static double magnitude(double factor, int originalContext) {
            return factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(originalContext));
        }
    }

    /**
     * GGUF's form of any such scaling: each frequency is divided by a factor of its own.
     *
     * @param divisors one for each pair of a head's dimensions
     */
    record Factors(List<Float> divisors) implements RopeScaling {}
}
