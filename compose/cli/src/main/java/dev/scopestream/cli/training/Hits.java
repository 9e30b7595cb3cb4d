package dev.scopestream.cli.training;

import dev.scopestream.engine.training.StepOutcome;

/** Tokens of each kind over some steps: all, and those that were the likeliest. */
final class Hits {
    private final long[] right = new long[TokenKind.NUMBERS];
    private final long[] all = new long[TokenKind.NUMBERS];
    private double loss;
    private int steps;

    void add(StepOutcome outcome) {
        for (int i = 0; i < TokenKind.NUMBERS; i++) {
            right[i] += outcome.right()[i];
            all[i] += outcome.all()[i];
        }
        loss += outcome.loss();
        steps++;
    }

    int steps() {
        return steps;
    }

    double loss() {
        return loss / Math.max(1, steps);
    }

    /** Share of a kind's tokens that were right, 0 to 1; 0 where there were none. */
    double share(TokenKind kind) {
        return share(kind.first(), 1, kind.count());
    }

    /** Likewise of the sums with this second operand. */
    double shareOfSecondOperand(int digit) {
        return share(TokenKind.result(0, digit), TokenKind.DIGITS, TokenKind.DIGITS);
    }

    private double share(int first, int stride, int count) {
        long good = 0;
        long tokens = 0;
        for (int i = 0; i < count; i++) {
            good += right[first + i * stride];
            tokens += all[first + i * stride];
        }
        return tokens == 0 ? 0 : (double) good / tokens;
    }
}
