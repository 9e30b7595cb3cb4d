package dev.scopestream.engine.program;

import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** One layer of the windows of some rows, for {@link ScoreRunner}. */
public final class WindowCase {
    final Shape entries;
    final Shape vectors;
    float[] keys = {};
    float[] values = {};
    float[] scores = {};
    int[] held = {};
    Shape history = new Shape(0);
    float[] recentWeights = {};
    long[] lastAttended = {};
    long[] longestInterval = {};

    public WindowCase(int rows, int heads, int slots, int headDim) {
        this.entries = new Shape(rows, heads, slots);
        this.vectors = new Shape(rows, heads, slots, headDim);
    }

    /** [rows, heads, slots, headDim]. */
    public WindowCase keys(float[] all) {
        keys = all.clone();
        return this;
    }

    /** [rows, heads, slots, headDim]. */
    public WindowCase values(float[] all) {
        values = all.clone();
        return this;
    }

    /** [rows, heads, slots]; the step's weights are the same numbers. */
    public WindowCase scores(float[] all) {
        scores = all.clone();
        return this;
    }

    /** [rows, heads, slots, queries]. */
    public WindowCase recentWeights(float[] all, int queries) {
        recentWeights = all.clone();
        history = new Shape(entries.get(0), entries.get(1), entries.get(2), queries);
        return this;
    }

    /** [rows, heads, slots] each. */
    public WindowCase recurrence(long[] last, long[] longest) {
        lastAttended = last.clone();
        longestInterval = longest.clone();
        return this;
    }

    /** The entries of each row: its first slots. An entry came in the step of its slot's number. */
    public WindowCase held(int... number) {
        held = number.clone();
        return this;
    }

    long[] steps() {
        long slots = entries.get(2);
        long[] all = new long[Math.toIntExact(entries.size())];
        for (int i = 0; i < all.length; i++) {
            all[i] = isHeld(i) ? i % slots : Integer.MAX_VALUE;
        }
        return all;
    }

    private boolean isHeld(int i) {
        return i % entries.get(2) < held[Math.toIntExact(i / (entries.get(1) * entries.get(2)))];
    }

    /** Each row's decode step now. */
    long[] now() {
        return Arrays.stream(held).mapToLong(n -> n - 1L).toArray();
    }

    ByteBuffer mask() {
        ByteBuffer all = ByteBuffer.allocateDirect(Math.toIntExact(entries.size()));
        for (int i = 0; i < all.capacity(); i++) {
            all.put(i, (byte) (isHeld(i) ? 1 : 0));
        }
        return all;
    }
}
