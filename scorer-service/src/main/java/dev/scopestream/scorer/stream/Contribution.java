package dev.scopestream.scorer.stream;

import dev.scopestream.events.ResultEvent;
import dev.scopestream.scorer.score.DocumentScore;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What one document adds to its group. Whole numbers only, so that adding and subtracting it gives exactly the sum before.
 *
 * @param outOf a full score: the number of questions, or {@link #PARTS} for a share of words
 * @param tokens generated
 * @param generationMicros from the beginning of the prefill to the end
 * @param kvBytes mean over the document's steps
 * @param tokenNanos time per output token
 */
record Contribution(
        int outOf,
        int referenceCorrect,
        int alignedCorrect,
        long tokens,
        long generationMicros,
        long kvBytes,
        long tokenNanos) {
    /** How finely a share that counts no questions is kept: documents of any length have one full score. */
    static final int PARTS = 1_000_000;

    /** A sum of a million of these still fits; no real measurement is larger. */
    private static final double LARGEST = 0x1p43;

    static Contribution of(DocumentScore score, ResultEvent result) {
        return new Contribution(
                score.isCount() ? score.outOf() : PARTS,
                score.isCount() ? score.referenceCorrect() : parts(score.reference()),
                score.isCount() ? score.alignedCorrect() : parts(score.aligned()),
                result.usage().completionTokens(),
                whole(1e3 * (result.timings().totalMs() - result.timings().queuedMs())),
                whole(result.kv().memory().meanBytes()),
                whole(1e6 * result.timings().timePerOutputTokenMs()));
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(outOf);
        out.writeInt(referenceCorrect);
        out.writeInt(alignedCorrect);
        out.writeLong(tokens);
        out.writeLong(generationMicros);
        out.writeLong(kvBytes);
        out.writeLong(tokenNanos);
    }

    static Contribution read(DataInput in) throws IOException {
        return new Contribution(
                in.readInt(), in.readInt(), in.readInt(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
    }

    private static int parts(double share) {
        return (int) Math.round(PARTS * share);
    }

    private static long whole(double value) {
        return Math.round(Math.max(0, Math.min(LARGEST, value)));
    }
}
