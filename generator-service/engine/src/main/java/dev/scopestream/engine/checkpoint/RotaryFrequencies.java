package dev.scopestream.engine.checkpoint;

/** Rotary frequencies in fp32, operation by operation as transformers' modeling_rope_utils has them. */
final class RotaryFrequencies {
    private static final float TWO_PI = (float) (2 * Math.PI);

    private RotaryFrequencies() {}

    /** One for each pair of dimensions: headDim / 2 of them. */
    static float[] of(int headDim, double theta, RopeScaling scaling) {
        float[] inverse = new float[headDim / 2];
        for (int i = 0; i < inverse.length; i++) {
            float exponent = (float) (2 * i) / (float) headDim;
            inverse[i] = 1.0f / (float) Math.pow((float) theta, exponent);
        }
        for (int i = 0; i < inverse.length; i++) {
            if (scaling instanceof RopeScaling.Llama3 llama3) {
                inverse[i] = scaled(inverse[i], llama3);
            } else if (scaling instanceof RopeScaling.Factors factors) {
                inverse[i] /= factors.divisors().get(i);
            }
        }
        return inverse;
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
}
