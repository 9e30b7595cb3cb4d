package dev.scopestream.generator.spill;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the entries that one layer and head handed out stand in the store: their number, from 0, to their ordinal there.
 * Both grow together but for gaps between the phases and where a request was resumed, so a few runs tell all of them.
 */
final class RecallIndex {
    private final List<Run> runs = new ArrayList<>();
    private int count;

    /** Entries from {@code number} on stand at {@code ordinal} and after. */
    record Run(int number, long ordinal) {}

    /** @throws IllegalArgumentException for runs that don't ascend from 0, or go on after the last entry */
    static RecallIndex of(List<Run> runs, int count) {
        RecallIndex index = new RecallIndex();
        Run before = new Run(-1, -1);
        for (Run run : runs) {
            boolean ascends = run.number() > before.number() && run.ordinal() > before.ordinal();
            if (!ascends || run.number() >= count || (index.runs.isEmpty() && run.number() != 0)) {
                throw new IllegalArgumentException("run " + run + " after " + before + " of " + count + " entries");
            }
            index.runs.add(run);
            before = run;
        }
        if (count < 0 || (count > 0 && runs.isEmpty())) {
            throw new IllegalArgumentException(count + " entries in " + runs.size() + " runs");
        }
        index.count = count;
        return index;
    }

    /** Takes the next {@code entries}, the first of which stands at {@code ordinal}. */
    void add(long ordinal, int entries) {
        if (runs.isEmpty() || ordinal != ordinal(runs.get(runs.size() - 1), count)) {
            runs.add(new Run(count, ordinal));
        }
        count += entries;
    }

    /** -1 for a number that wasn't handed out. */
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

    List<Run> runs() {
        return List.copyOf(runs);
    }

    /** Entries handed out. */
    int count() {
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
