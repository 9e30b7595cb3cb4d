package dev.scopestream.cli.plot;

import dev.scopestream.engine.trace.AttentionReader;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Heavy hitters, of each layer and head: the keys of the prompt with the most attention of all its queries, and how many of
 * them are among as many keys with the most attention of the queries of a block of the output (all keys, the output's, too).
 */
final class HeavyHitters implements AttentionReader.Sink {
    private final int prompt;
    private final int tokens;
    private final int block;
    private final int number;
    private final int heads;
    private final double[][][] sums;
    private final BitSet[][] first;
    /** [layer][block], summed over heads. */
    private final double[][] shares;

    /** @param top percent of the prompt's keys; a last block that isn't full is left out, unless it is the only one */
    HeavyHitters(int layers, int heads, int prompt, int tokens, int block, int top) {
        this.prompt = prompt;
        this.tokens = tokens;
        this.block = Math.min(block, tokens - prompt);
        this.number = Math.max(1, prompt * top / 100);
        this.heads = heads;
        this.sums = new double[layers][heads][tokens];
        this.first = new BitSet[layers][heads];
        this.shares = new double[layers][(tokens - prompt) / this.block];
    }

    @Override
    public void weights(int query, int layer, int head, float[] weights) {
        double[] sum = sums[layer][head];
        for (int k = 0; k < weights.length; k++) {
            sum[k] += weights[k];
        }
        int done = query + 1 - prompt;
        if (done >= 0 && done % block == 0) {
            BitSet heaviest = heaviest(sum);
            if (done == 0) {
                first[layer][head] = heaviest;
            } else {
                heaviest.and(first[layer][head]);
                shares[layer][done / block - 1] += 100.0 * heaviest.cardinality() / number / heads;
            }
            Arrays.fill(sum, 0);
        }
    }

    private BitSet heaviest(double[] sum) {
        BitSet heaviest = new BitSet(tokens);
        IntStream.range(0, tokens)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer k) -> -sum[k]))
                .limit(number)
                .forEach(heaviest::set);
        return heaviest;
    }

    /** Tokens of output at the end of each block. */
    double[] ends() {
        return IntStream.rangeClosed(1, shares[0].length)
                .mapToDouble(i -> (double) i * block)
                .toArray();
    }

    /** A layer's shares, in percent, of each block. */
    double[] shares(int layer) {
        return shares[layer].clone();
    }

    /** Their mean over all layers. */
    double[] shares() {
        return IntStream.range(0, shares[0].length)
                .mapToDouble(b -> IntStream.range(0, shares.length)
                        .mapToDouble(l -> shares[l][b])
                        .average()
                        .orElseThrow())
                .toArray();
    }
}
