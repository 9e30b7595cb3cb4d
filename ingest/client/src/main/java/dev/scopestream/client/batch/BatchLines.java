package dev.scopestream.client.batch;

import dev.scopestream.client.LineReader;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;

/** Goes through a batch's lines. */
final class BatchLines {
    private BatchLines() {}

    /**
     * Gives the lines that aren't blank, one after the other.
     *
     * @param each returns whether it wants a further one
     * @throws BatchException when the input can't be read to its end
     */
    static void each(BatchPlan plan, Predicate<LineReader.Line> each) {
        long read = 0;
        try (LineReader lines = plan.input().open()) {
            Optional<LineReader.Line> line = lines.next();
            while (line.isPresent() && (line.get().isBlank() || each.test(line.get()))) {
                read = lines.number();
                line = lines.next();
            }
        } catch (IOException e) {
            throw new BatchException(
                    read == 0
                            ? plan.name() + " can't be read: " + e.getMessage()
                            : plan.name() + " breaks off after line " + read + ": " + e.getMessage(),
                    e);
        }
    }

    /** A line's index in a {@link BatchState}. */
    static int index(LineReader.Line line) {
        return Math.toIntExact(line.number() - 1);
    }
}
