package dev.scopestream.engine.checkpoint;

import java.util.Collections;
import java.util.List;

/**
 * Rotary frequencies of sequences longer than the original context c, which may depend on the length n:
 * {@code numerator / base(n)^exponent} for each pair of dimensions, with
 * {@code base(n) = theta * (factor * n / c - (factor - 1))^power}.
 *
 * <p>A token is rotated once, by the length of the sequence that it goes through the model with: the whole prompt's, or, for a
 * token of the output, up to itself. Cached keys stay as they are when the sequence grows, as in transformers.
 *
 * @param originalContext c, in tokens
 * @param numerators one for each pair of dimensions
 * @param exponents one for each pair of dimensions; 0: only whether the sequence is longer counts
 */
public record LongFrequencies(
        int originalContext, List<Float> numerators, List<Float> exponents, double factor, double theta, double power) {

    /** The same for every such length. */
    static LongFrequencies fixed(int originalContext, List<Float> frequencies) {
        List<Float> none = Collections.nCopies(frequencies.size(), 0f);
        return new LongFrequencies(originalContext, frequencies, none, 1, 1, 1);
    }

    /** Of a base that grows (transformers' {@code _compute_dynamic_ntk_parameters}). */
    static LongFrequencies growing(RopeScaling.Dynamic scaling, double theta, List<Float> exponents) {
        double dimensions = 2.0 * exponents.size();
        return new LongFrequencies(
                scaling.originalContext(),
                Collections.nCopies(exponents.size(), 1f),
                exponents,
                scaling.factor(),
                theta,
                dimensions / (dimensions - 2));
    }

    /** The shortest length whose frequencies are those of a sequence of {@code tokens}; 0: it isn't longer than c. */
    int rotationLength(int tokens) {
        if (tokens <= originalContext) {
            return 0;
        }
        return exponents.stream().allMatch(e -> e == 0) ? originalContext + 1 : tokens;
    }
}
