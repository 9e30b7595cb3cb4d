package dev.scopestream.engine.checkpoint;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Rotary frequencies in fp32, operation by operation as transformers' modeling_rope_utils has them. */
final class RotaryFrequencies {
    private static final float TWO_PI = (float) (2 * Math.PI);
    /** Width of a ramp without width, against division by 0. */
    private static final double LEAST_RAMP = 0.001;

    private RotaryFrequencies() {}

    /** One for each pair of dimensions: dimensions / 2 of them; of sequences up to the original context. */
    static float[] of(int dimensions, double theta, RopeScaling scaling) {
        List<Float> exponents = exponents(dimensions);
        float[] inverse = new float[exponents.size()];
        for (int i = 0; i < inverse.length; i++) {
            float power = power(theta, exponents.get(i));
            if (scaling instanceof RopeScaling.Yarn yarn) {
                inverse[i] = blended(power, share(i, dimensions, theta, yarn), yarn);
            } else if (scaling instanceof RopeScaling.LongRope longRope) {
                inverse[i] = divided(power, longRope.divisors().get(i));
            } else {
                inverse[i] = scaled(1.0f / power, i, scaling);
            }
        }
        return inverse;
    }

    /** What the base is raised to, of each pair of dimensions. */
    private static List<Float> exponents(int dimensions) {
        return IntStream.range(0, dimensions / 2)
                .mapToObj(i -> (float) (2 * i) / (float) dimensions)
                .toList();
    }

    /** Of sequences beyond the original context, where they are others. */
    static Optional<LongFrequencies> beyond(int dimensions, double theta, RopeScaling scaling) {
        List<Float> exponents = exponents(dimensions);
        if (scaling instanceof RopeScaling.LongRope longRope) {
            List<Float> frequencies = IntStream.range(0, exponents.size())
                    .mapToObj(i -> divided(
                            power(theta, exponents.get(i)),
                            longRope.longDivisors().get(i)))
                    .toList();
            return Optional.of(LongFrequencies.fixed(longRope.originalContext(), frequencies));
        }
        return scaling instanceof RopeScaling.Dynamic dynamic
                ? Optional.of(LongFrequencies.growing(dynamic, theta, exponents))
                : Optional.empty();
    }

    private static float power(double theta, float exponent) {
        return (float) Math.pow((float) theta, exponent);
    }

    private static float divided(float power, float divisor) {
        return 1.0f / (divisor * power);
    }

    private static float scaled(float inverse, int pair, RopeScaling scaling) {
        if (scaling instanceof RopeScaling.Unrotated) {
            return 0;
        }
        if (scaling instanceof RopeScaling.Linear linear) {
            return inverse / (float) linear.factor();
        }
        if (scaling instanceof RopeScaling.Factors factors) {
            return inverse / factors.divisors().get(pair);
        }
        return scaling instanceof RopeScaling.Llama3 llama3 ? scaled(inverse, llama3) : inverse;
    }

    private static float scaled(float inverse, RopeScaling.Llama3 s) {
        float factor = (float) s.factor();
        float low = (float) s.lowFrequencyFactor();
        float width = (float) (s.highFrequencyFactor() - s.lowFrequencyFactor());
        float longest = (float) (s.originalContext() / s.lowFrequencyFactor());
        float shortest = (float) (s.originalContext() / s.highFrequencyFactor());
        float wavelength = TWO_PI / inverse;
        if (wavelength < shortest) {
            return inverse;
        }
        if (wavelength > longest) {
            return inverse / factor;
        }
        float smooth = ((float) s.originalContext() / wavelength - low) / width;
        return (1 - smooth) * inverse / factor + smooth * inverse;
    }

    /** @param share of the frequency as it is; the rest is divided by the factor */
    private static float blended(float power, float share, RopeScaling.Yarn yarn) {
        return 1.0f / ((float) yarn.factor() * power) * (1 - share) + 1.0f / power * share;
    }

    private static float share(int pair, int dimensions, double theta, RopeScaling.Yarn yarn) {
        double low = pairOf(yarn.betaFast(), dimensions, theta, yarn);
        double high = pairOf(yarn.betaSlow(), dimensions, theta, yarn);
        if (yarn.truncate()) {
            low = Math.floor(low);
            high = Math.ceil(high);
        }
        low = Math.max(low, 0);
        high = Math.min(high, dimensions - 1);
        if (low == high) {
            high += LEAST_RAMP;
        }
        float ramp = (pair - (float) low) / (float) (high - low);
        return 1 - Math.min(1f, Math.max(0f, ramp));
    }

    /** The pair of dimensions, as a fraction, that turns so often in the original context. */
    private static double pairOf(double turns, int dimensions, double theta, RopeScaling.Yarn yarn) {
        return dimensions * Math.log(yarn.originalContext() / (turns * 2 * Math.PI)) / (2 * Math.log(theta));
    }
}
