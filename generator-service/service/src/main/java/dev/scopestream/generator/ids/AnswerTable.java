package dev.scopestream.generator.ids;

import java.util.Arrays;

/**
 * Answers by the 128 bits of a digest, those written last, in less than 50 bytes each. Exactly the oldest one goes where there
 * are too many. Grows as it's needed. Not thread-safe.
 */
final class AnswerTable {
    /** What {@link #time} says of a digest that has no answer. */
    static final long NONE = Long.MIN_VALUE;

    private static final int SMALLEST = 1024;
    private static final int FREE = -1;

    private final int most;
    /** Places in the ring at most: a quarter more than answers, for those that are dead. */
    private final int places;
    /** A ring of the answers in the order of writing; one that was written again is dead. */
    private long[] highs;

    private long[] lows;
    /** Twice the time in epoch milliseconds, and one more where the answer is whole; {@link #NONE}: dead. */
    private long[] answers;

    private int oldest;
    private int used;
    private int live;
    /** Places in the ring, by digest, with linear probing; {@link #FREE}: nothing. */
    private int[] index;

    /** @param most answers that are remembered */
    AnswerTable(int most) {
        this.most = most;
        this.places = most + most / 4 + 1;
        allocate(Math.min(SMALLEST, places));
    }

    private void allocate(int capacity) {
        highs = new long[capacity];
        lows = new long[capacity];
        answers = new long[capacity];
        index = new int[Integer.highestOneBit(Math.max(2, capacity)) * 4];
        Arrays.fill(index, FREE);
        oldest = 0;
        used = 0;
        live = 0;
    }

    int size() {
        return live;
    }

    /** Time of the answer, epoch milliseconds; {@link #NONE}: there is none. */
    long time(long high, long low) {
        int place = index[slot(high, low)];
        return place == FREE ? NONE : answers[place] >> 1;
    }

    /** Whether there is an answer that counts for every prompt. */
    boolean isWhole(long high, long low) {
        int place = index[slot(high, low)];
        return place != FREE && (answers[place] & 1) == 1;
    }

    /**
     * One more answer; the latest time counts, and whether one of them was whole.
     *
     * @param time epoch milliseconds
     */
    void add(long high, long low, long time, boolean whole) {
        long latest = Math.max(time, time(high, low));
        boolean any = whole || isWhole(high, low);
        remove(high, low);
        while (live == most) {
            dropOldest();
        }
        if (used == answers.length) {
            rebuild();
        }
        write(high, low, 2 * latest + (any ? 1 : 0));
    }

    private void write(long high, long low, long answer) {
        int place = (int) (((long) oldest + used++) % answers.length);
        highs[place] = high;
        lows[place] = low;
        answers[place] = answer;
        index[slot(high, low)] = place;
        live++;
    }

    private void remove(long high, long low) {
        int slot = slot(high, low);
        if (index[slot] != FREE) {
            answers[index[slot]] = NONE;
            vacate(slot);
            live--;
        }
    }

    private void dropOldest() {
        if (answers[oldest] != NONE) {
            remove(highs[oldest], lows[oldest]);
        }
        oldest = (oldest + 1) % answers.length;
        used--;
    }

    /** Leaves the dead ones out; the ring grows where most are alive. */
    private void rebuild() {
        long[] oldHighs = highs;
        long[] oldLows = lows;
        long[] old = answers;
        int first = oldest;
        allocate(4L * live < 3L * old.length ? old.length : (int) Math.min(places, 2L * old.length));
        for (int i = 0; i < old.length; i++) {
            int place = (int) (((long) first + i) % old.length);
            if (old[place] != NONE) {
                write(oldHighs[place], oldLows[place], old[place]);
            }
        }
    }

    /** Where the digest's place is, or would be. */
    private int slot(long high, long low) {
        int slot = home(high);
        while (index[slot] != FREE && (highs[index[slot]] != high || lows[index[slot]] != low)) {
            slot = (slot + 1) & (index.length - 1);
        }
        return slot;
    }

    private int home(long high) {
        return (int) high & (index.length - 1);
    }

    /** Empties a slot, and moves those behind it that were probed past it (Knuth, The Art of Computer Programming, 6.4, R). */
    private void vacate(int slot) {
        int hole = slot;
        for (int next = (hole + 1) & (index.length - 1); index[next] != FREE; next = (next + 1) & (index.length - 1)) {
            int home = home(highs[index[next]]);
            boolean reachable = hole <= next ? hole < home && home <= next : hole < home || home <= next;
            if (!reachable) {
                index[hole] = index[next];
                hole = next;
            }
        }
        index[hole] = FREE;
    }
}
