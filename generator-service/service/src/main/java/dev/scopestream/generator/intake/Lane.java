package dev.scopestream.generator.intake;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the passed-over prompts of one tenant lie in one partition: ranges of offsets that have all of them, and records of
 * others. Confined to the poll thread.
 */
final class Lane {
    /** Most ranges. Beyond it the last one grows. */
    static final int RANGES = 16;

    /** Offsets between two prompts that are read rather than jumped over. */
    static final int GAP = 64;

    /** @param last included */
    private record Range(long first, long last) {}

    private final TopicPartition partition;
    private final String name;
    private final Deque<Range> ranges = new ArrayDeque<>();
    private long notBeforeNanos = System.nanoTime();
    private long readNanos = notBeforeNanos;

    Lane(TopicPartition partition, String name) {
        this.partition = partition;
        this.name = name;
    }

    TopicPartition partition() {
        return partition;
    }

    /** The tenant's name. */
    String name() {
        return name;
    }

    /** One more, beyond all others. */
    void add(long offset) {
        Range last = ranges.peekLast();
        if (last != null && (offset - last.last <= GAP || ranges.size() == RANGES)) {
            ranges.removeLast();
            ranges.addLast(new Range(last.first, offset));
        } else {
            ranges.addLast(new Range(offset, offset));
        }
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** None lies before it; the lane isn't empty. */
    long first() {
        return ranges.getFirst().first;
    }

    boolean covers(long offset) {
        return ranges.stream().anyMatch(range -> range.first <= offset && offset <= range.last);
    }

    /** None lies before this offset any more. */
    void passTo(long offset) {
        while (!ranges.isEmpty() && ranges.getFirst().last < offset) {
            ranges.removeFirst();
        }
        if (!ranges.isEmpty() && ranges.getFirst().first < offset) {
            ranges.addFirst(new Range(offset, ranges.removeFirst().last));
        }
    }

    /** It's read now. */
    void read(long nanos) {
        readNanos = nanos;
    }

    /** When it was read last, or made. */
    long readNanos() {
        return readNanos;
    }

    /** Reading it before this moment of {@link System#nanoTime} is of no use. */
    void notBefore(long nanos) {
        notBeforeNanos = nanos;
    }

    boolean isDue(long nanos) {
        return nanos - notBeforeNanos >= 0;
    }
}
