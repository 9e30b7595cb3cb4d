package dev.scopestream.engine.decode;

import dev.scopestream.engine.Sampling;
import dev.scopestream.engine.program.Choice;

/**
 * Picks the next token. Random numbers are a function of the seed and the token's index: a resumed request draws the same
 * ones as an uninterrupted one.
 */
final class TokenPicker {
    /** Candidates of a sampled token: most tokens of a nucleus. */
    static final int CANDIDATES = 256;

    private final Sampling sampling;

    TokenPicker(Sampling sampling) {
        this.sampling = sampling;
    }

    /** Number of candidates that it picks from; 1 when greedy. */
    int candidates(int vocabulary) {
        return sampling.isGreedy() ? 1 : Math.min(CANDIDATES, vocabulary);
    }

    /** The token of a row; {@code index} counts the request's tokens from 0. */
    int pick(Choice choice, int row, int index) {
        if (sampling.isGreedy() || choice.candidates(row) == 1) {
            return choice.token(row, 0);
        }
        int k = choice.candidates(row);
        double[] weight = new double[k];
        double best = choice.logit(row, 0);
        double total = 0;
        for (int i = 0; i < k; i++) {
            weight[i] = Math.exp((choice.logit(row, i) - best) / sampling.temperature());
            total += weight[i];
        }
        double reach = 0;
        int n = 0;
        while (n < k && (n == 0 || reach < sampling.topP() * total)) {
            reach += weight[n++];
        }
        double remaining = uniform(sampling.seed(), index) * reach;
        for (int i = 0; i < n; i++) {
            remaining -= weight[i];
            if (remaining < 0) {
                return choice.token(row, i);
            }
        }
        return choice.token(row, n - 1);
    }

    /** A number in [0, 1): SplitMix64 (Steele et al., OOPSLA 2014) at position {@code index} of the seed's sequence. */
    static double uniform(long seed, int index) {
        long z = seed + 0x9E3779B97F4A7C15L * (index + 1L);
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        z = z ^ (z >>> 31);
        return (z >>> 11) * 0x1.0p-53;
    }
}
