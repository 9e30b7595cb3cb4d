package dev.scopestream.engine.program;

import java.util.SplittableRandom;

/**
 * The rotation of recall's codes: columns with random signs through a Hadamard transform, so that no element of a rotated
 * key stands out and few bits do (RaBitQ, arXiv 2405.12497; QuaRot, arXiv 2404.00456). Always the same for one size.
 */
final class Rotation {
    private static final long SEED = 20241213;

    private Rotation() {}

    /**
     * Row-major [D, D], orthogonal. Where D isn't a power of two, blocks of its largest power of two are rotated, each by
     * itself.
     */
    static float[] of(int dimension) {
        int block = Integer.lowestOneBit(dimension);
        SplittableRandom random = new SplittableRandom(SEED);
        float[] rotation = new float[dimension * dimension];
        float unit = (float) (1 / Math.sqrt(block));
        for (int row = 0; row < dimension; row++) {
            float sign = random.nextBoolean() ? unit : -unit;
            int start = row / block * block;
            for (int column = start; column < start + block; column++) {
                boolean odd = Integer.bitCount((row - start) & (column - start)) % 2 == 1;
                rotation[row * dimension + column] = odd ? -sign : sign;
            }
        }
        return rotation;
    }
}
