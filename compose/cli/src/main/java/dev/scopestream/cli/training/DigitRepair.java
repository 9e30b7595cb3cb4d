package dev.scopestream.cli.training;

import dev.scopestream.engine.training.LlamaShape;
import java.util.Random;

/**
 * Two digits may come to look alike after the first layer, and sums with one of them stay wrong: a saddle that neither steps
 * nor weights leave. The digit's row of the embedding is drawn anew then: the digits' mean, and noise of their spread.
 */
final class DigitRepair {
    private static final double LEARNT = 0.97;
    private static final double STUCK = 0.9;
    private static final int PATIENCE = 4;

    private final int zero;
    private final int[] stuck = new int[TokenKind.DIGITS];

    /** @param zero token of the digit 0; the others follow it */
    DigitRepair(int zero) {
        this.zero = zero;
    }

    /** The digit that sums have been wrong with for long while everything else they need was right; -1: none. */
    int stuck(Hits hits) {
        boolean copies =
                hits.share(TokenKind.FIRST_OPERAND) >= LEARNT && hits.share(TokenKind.SECOND_OPERAND) >= LEARNT;
        int worst = -1;
        for (int digit = 0; digit < TokenKind.DIGITS; digit++) {
            double share = hits.shareOfSecondOperand(digit);
            boolean bad = copies && share < STUCK && hits.share(TokenKind.RESULT) > share;
            stuck[digit] = bad ? stuck[digit] + 1 : 0;
            if (stuck[digit] >= PATIENCE && (worst < 0 || share < hits.shareOfSecondOperand(worst))) {
                worst = digit;
            }
        }
        return worst;
    }

    /** Draws a digit's row anew. */
    void redraw(LlamaShape shape, float[] weights, int digit, Random random) {
        for (int column = 0; column < shape.hidden(); column++) {
            double sum = 0;
            double squares = 0;
            for (int other = 0; other < TokenKind.DIGITS; other++) {
                double value = weights[(zero + other) * shape.hidden() + column];
                sum += value;
                squares += value * value;
            }
            double mean = sum / TokenKind.DIGITS;
            double spread = Math.sqrt(Math.max(0, squares / TokenKind.DIGITS - mean * mean));
            weights[(zero + digit) * shape.hidden() + column] = (float) (mean + spread * random.nextGaussian());
        }
        stuck[digit] = 0;
    }
}
