package dev.scopestream.client.dataset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What couldn't be used of a source: counted, and the first ones kept by name. None of it ends a run. */
public final class BadLines {
    private static final int KEPT = 100;

    private final List<BadLine> first = new ArrayList<>();
    private int count;

    /**
     * One that couldn't be used.
     *
     * @param source file, and task where that helps
     * @param line from 1; 0: the source as a whole
     */
    public record BadLine(String source, long line, String reason) {
        @Override
        public String toString() {
            return source + (line > 0 ? " line " + line : "") + ": " + reason;
        }
    }

    void add(String source, long line, String reason) {
        count++;
        if (first.size() < KEPT) {
            first.add(new BadLine(source, line, reason));
        }
    }

    public int count() {
        return count;
    }

    /** The first 100. */
    public List<BadLine> first() {
        return Collections.unmodifiableList(first);
    }
}
