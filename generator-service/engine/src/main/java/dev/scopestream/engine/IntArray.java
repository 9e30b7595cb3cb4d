package dev.scopestream.engine;

import java.util.Arrays;
import java.util.stream.IntStream;

/** An immutable sequence of ints: token ids, or absolute token positions. */
public final class IntArray {
    private static final IntArray EMPTY = new IntArray(new int[0]);
    private final int[] values;

    private IntArray(int[] values) {
        this.values = values;
    }

    /** A copy of {@code values}. */
    public static IntArray of(int... values) {
        return values.length == 0 ? EMPTY : new IntArray(values.clone());
    }

    public int size() {
        return values.length;
    }

    public boolean isEmpty() {
        return values.length == 0;
    }

    /** @throws ArrayIndexOutOfBoundsException outside [0, size) */
    public int get(int index) {
        return values[index];
    }

    /** The elements from {@code from} (inclusive) to {@code to} (exclusive). */
    public IntArray slice(int from, int to) {
        return new IntArray(Arrays.copyOfRange(values, from, to));
    }

    public IntStream stream() {
        return Arrays.stream(values);
    }

    /** A fresh array of the elements. */
    public int[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IntArray that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
