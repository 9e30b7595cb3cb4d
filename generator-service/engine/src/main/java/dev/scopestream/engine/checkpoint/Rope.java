package dev.scopestream.engine.checkpoint;

import java.util.Optional;

/**
 * Rotary positions of a layer (RoFormer, arXiv 2104.09864). Element i of a head's first half turns with element i of its
 * second half; both are halves of the rotated elements.
 *
 * @param theta base of the frequencies
 * @param dimensions elements of a head that turn (even): the first of them
 */
public record Rope(double theta, int dimensions, RopeScaling scaling) {

    /**
     * Inverse frequencies of a head's first half (radians a token), dimensions / 2 of them; fp32 as in transformers. Of
     * sequences up to the original context, where there are {@link #beyond others} for longer ones.
     */
    public float[] inverseFrequencies() {
        return RotaryFrequencies.of(dimensions, theta, scaling);
    }

    /** Inverse frequencies of sequences longer than the original context, where they are others. */
    public Optional<LongFrequencies> beyond() {
        return RotaryFrequencies.beyond(dimensions, theta, scaling);
    }

    /** What cosines and sines are multiplied by. */
    public float attentionFactor() {
        if (scaling instanceof RopeScaling.Yarn yarn) {
            return (float) yarn.attentionFactor();
        }
        return scaling instanceof RopeScaling.LongRope longRope ? (float) longRope.attentionFactor() : 1f;
    }

    /** Elements without rotation, of a layer that knows no positions (NoPE, arXiv 2305.19466). */
    public static Rope none(int headDim) {
        return new Rope(1, headDim, new RopeScaling.Unrotated());
    }
}
