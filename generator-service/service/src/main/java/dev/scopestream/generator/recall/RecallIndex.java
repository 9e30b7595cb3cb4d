package dev.scopestream.generator.recall;

import java.util.ArrayList;
import java.util.List;

/**
 * Position in the spill store of each entry that one layer and head evicted. An entry's number counts the evicted entries
 * from 0; its ordinal counts the rows of its blocks in the store. Both grow by one an entry, but for gaps between prefill
 * and decode and where a request was resumed, so a few runs describe all entries. Entries before the first run aren't stored:
 * they stayed in another process's store.
 */
public final class RecallIndex {
    private final List<Run> runs = new ArrayList<>();
    private int count;

    /** The entries from {@code number} on have the ordinals from {@code ordinal} on. */
    public record Run(int number, long ordinal) {}

    /** @throws IllegalArgumentException for runs that don't ascend, or go on after the last entry */
    public static RecallIndex of(List<Run> runs, int count) {
        RecallIndex index = new RecallIndex();
        Run before = new Run(-1, -1);
        for (Run run : runs) {
            boolean ascends = run.number() > before.number() && run.ordinal() > before.ordinal();
            if (!ascends || run.number() >= count) {
                throw new IllegalArgumentException("run " + run + " after " + before + " of " + count + " entries");
            }
            index.runs.add(run);
            before = run;
        }
        if (count < 0) {
            throw new IllegalArgumentException(count + " entries");
        }
        index.count = count;
        return index;
    }

    /** Adds the next {@code entries}; the first of them has this ordinal. */
    public void add(long ordinal, int entries) {
        if (runs.isEmpty() || ordinal != ordinal(runs.get(runs.size() - 1), count)) {
            runs.add(new Run(count, ordinal));
        }
        count += entries;
    }

    /** The ordinal of an entry; -1 for one that isn't stored, or was not evicted yet. */
    long ordinal(int number) {
        for (int i = runs.size() - 1; number < count && i >= 0; i--) {
            if (number >= runs.get(i).number()) {
                return ordinal(runs.get(i), number);
            }
        }
        return -1;
    }

    private static long ordinal(Run run, int number) {
        return run.ordinal() + number - run.number();
    }

    public List<Run> runs() {
        return List.copyOf(runs);
    }

    /** Number of evicted entries. */
    public int count() {
        return count;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecallIndex index && index.count == count && index.runs.equals(runs);
    }

    @Override
    public int hashCode() {
        return runs.hashCode() * 31 + count;
    }

    @Override
    public String toString() {
        return count + " entries " + runs;
    }
}
