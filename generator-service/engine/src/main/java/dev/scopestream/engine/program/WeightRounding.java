package dev.scopestream.engine.program;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.stream.IntStream;

/**
 * Matrices rounded to few bits, in the forms that PyTorch's {@code _weight_int8pack_mm} and
 * {@code _weight_int4pack_mm_for_cpu} take. Scales and zeros are numbers that bf16 holds.
 */
final class WeightRounding {
    /** Elements of a row that share a scale in 4 bits. */
    static final int GROUP = 32;

    private static final int MOST_8 = 127;
    private static final int LEVELS_4 = 15;
    private static final int MIDDLE_4 = 8;
    /** The ranges that are tried, as shares of the whole one: a narrower one clips its ends, and is finer within. */
    private static final float[] RANGES = {1f, 0.9f};
    /** Where all elements of a row or group are equal. */
    private static final float LEAST_SCALE = 0x1p-100f;

    private WeightRounding() {}

    /**
     * A code times its row's scale.
     *
     * @param codes [N,K], -127 to 127
     * @param scales [N]
     */
    record Eight(ByteBuffer codes, FloatBuffer scales) {}

    /**
     * A code less 8, times its group's scale, plus its zero.
     *
     * @param codes [N,K], 0 to 15
     * @param scales [K/32,N,2]: scale and zero
     */
    record Four(IntBuffer codes, FloatBuffer scales) {}

    /** Rounds a matrix [n,k]; its elements become what the rounded ones stand for. */
    static Eight eight(FloatBuffer matrix, int n, int k) {
        Eight to = new Eight(ByteBuffer.allocate(n * k), FloatBuffer.allocate(n));
        IntStream.range(0, n).parallel().forEach(row -> {
            float[] x = row(matrix, row, k);
            float most = 0;
            for (float v : x) {
                most = Math.max(most, Math.abs(v));
            }
            float scale = Math.max(LEAST_SCALE, bf16(most / MOST_8));
            for (int i = 0; i < k; i++) {
                int code = Math.max(-MOST_8, Math.min(MOST_8, Math.round(x[i] / scale)));
                to.codes.put(row * k + i, (byte) code);
                x[i] = code * scale;
            }
            to.scales.put(row, scale);
            matrix.put(row * k, x);
        });
        return to;
    }

    /**
     * Rounds a matrix [n,k], k a multiple of {@link #GROUP}; its elements become what the rounded ones stand for. Of some
     * ranges of a group, each also fitted by least squares, the one of the least squared error is taken.
     */
    static Four four(FloatBuffer matrix, int n, int k) {
        Four to = new Four(IntBuffer.allocate(n * k), FloatBuffer.allocate(n * k / GROUP * 2));
        IntStream.range(0, n).parallel().forEach(row -> {
            float[] x = row(matrix, row, k);
            Fit fit = new Fit();
            for (int group = 0; group < k / GROUP; group++) {
                fit.of(x, group * GROUP);
                int at = (group * n + row) * 2;
                to.scales.put(at, fit.scale);
                to.scales.put(at + 1, fit.zero);
                for (int i = group * GROUP; i < (group + 1) * GROUP; i++) {
                    int code = Fit.code(x[i], fit.scale, fit.zero);
                    to.codes.put(row * k + i, code + MIDDLE_4);
                    x[i] = code * fit.scale + fit.zero;
                }
            }
            matrix.put(row * k, x);
        });
        return to;
    }

    /** The nearest number that bf16 holds. */
    static float bf16(float x) {
        int bits = Float.floatToRawIntBits(x);
        return Float.intBitsToFloat(bits + 0x7fff + (bits >> 16 & 1) & 0xffff0000);
    }

    private static float[] row(FloatBuffer matrix, int row, int k) {
        float[] x = new float[k];
        matrix.get(row * k, x);
        return x;
    }

    /** The best scale and zero for a group. */
    private static final class Fit {
        private final int[] codes = new int[GROUP];
        private float scale;
        private float zero;
        private double error;

        void of(float[] x, int from) {
            float low = x[from];
            float high = x[from];
            for (int i = from; i < from + GROUP; i++) {
                low = Math.min(low, x[i]);
                high = Math.max(high, x[i]);
            }
            error = Double.POSITIVE_INFINITY;
            for (float range : RANGES) {
                float s = Math.max(LEAST_SCALE, bf16((high - low) * range / LEVELS_4));
                consider(x, from, s, bf16(low + (high - low) * (1 - range) / 2 + MIDDLE_4 * s));
                squares(x, from);
            }
        }

        /** Least squares for the codes that were considered last. */
        private void squares(float[] x, int from) {
            double sum = 0;
            double codeSum = 0;
            double codeSquares = 0;
            double product = 0;
            for (int i = 0; i < GROUP; i++) {
                sum += x[from + i];
                codeSum += codes[i];
                codeSquares += codes[i] * codes[i];
                product += codes[i] * x[from + i];
            }
            double down = codeSquares - codeSum * codeSum / GROUP;
            if (down > 0) {
                float s = Math.max(LEAST_SCALE, bf16((float) ((product - codeSum * sum / GROUP) / down)));
                consider(x, from, s, bf16((float) ((sum - s * codeSum) / GROUP)));
            }
        }

        private void consider(float[] x, int from, float s, float z) {
            double squares = 0;
            for (int i = 0; i < GROUP; i++) {
                codes[i] = code(x[from + i], s, z);
                float off = codes[i] * s + z - x[from + i];
                squares += off * off;
            }
            if (squares < error) {
                error = squares;
                scale = s;
                zero = z;
            }
        }

        private static int code(float x, float s, float z) {
            return Math.max(-MIDDLE_4, Math.min(LEVELS_4 - MIDDLE_4, Math.round((x - z) / s)));
        }
    }
}
