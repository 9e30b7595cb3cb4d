package dev.scopestream.cli.training;

import dev.scopestream.engine.training.TrainingBatch.MissingKeys;
import java.util.Random;

/**
 * Keys that are missing at random, as under eviction: without it, any decode policy breaks the model, not only where an
 * evicted token was needed. In three of four documents, output tokens older than 20 to 90 positions are missing at a rate of
 * 30 to 100 %: in half of these without the answers {@code #12=8}, in the others recalls don't count. In half of the documents
 * the prompt's scaffolding is missing, too.
 */
final class MissingKeysDraw {
    private static final double SHARE = 0.75;
    private static final int LEAST_RECENT = 20;
    private static final int MOST_RECENT = 90;
    private static final double LEAST_RATE = 0.3;
    private static final double LEAST_SCAFFOLD_RATE = 0.2;
    private static final int KEPT_BEGIN = 8;

    private final Random random;
    private final LineKinds lines;
    private final int documents;
    private final int tokens;
    private final boolean[] flags;
    private final long[] bounds;

    /** @param tokens T of the batch */
    MissingKeysDraw(Random random, LineKinds lines, int documents, int tokens) {
        this.random = random;
        this.lines = lines;
        this.documents = documents;
        this.tokens = tokens;
        this.flags = new boolean[2 * documents * tokens];
        this.bounds = new long[2 * documents];
    }

    /** Draws a document's, and takes out of its kinds what can't be known any more. */
    void row(int row, MarkedDocument document, long[] kinds) {
        bounds[documents + row] = document.output();
        if (random.nextDouble() >= SHARE) {
            return;
        }
        bounds[row] = LEAST_RECENT + (long) random.nextInt(MOST_RECENT - LEAST_RECENT + 1);
        double rate = LEAST_RATE + random.nextDouble() * (1 - LEAST_RATE);
        boolean spares = random.nextBoolean();
        int length = document.ids().length - 1;
        for (int i = document.output(); i < length; i++) {
            boolean spared = spares && isAnswer(document.kinds(), i);
            flags[row * tokens + i] = !spared && random.nextDouble() < rate;
        }
        if (!spares) {
            for (int i = 0; i < kinds.length; i++) {
                kinds[i] = kinds[i] == TokenKind.RECALL.first() ? -1 : kinds[i];
            }
        }
        if (random.nextBoolean()) {
            double gone = LEAST_SCAFFOLD_RATE + random.nextDouble() * (1 - LEAST_SCAFFOLD_RATE);
            for (int i = KEPT_BEGIN; i < document.output() - KEPT_BEGIN - 1; i++) {
                flags[(documents + row) * tokens + i] = lines.scaffold(document.ids(), i) && random.nextDouble() < gone;
            }
        }
    }

    /** {@code #12}, {@code =}, {@code 8}. */
    private static boolean isAnswer(long[] kinds, int i) {
        int own = TokenKind.OWN_LABEL.first();
        return kinds[i] == own || kinds[i - 1] == own || kinds[i - 2] == own;
    }

    MissingKeys keys() {
        return new MissingKeys(flags, bounds);
    }
}
