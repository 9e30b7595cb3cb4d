package dev.scopestream.spill.checkpoint;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Keeps a checkpoint directory within its quota and its time to live, on behalf of all its processes: each counts what it
 * writes, and lists everything from time to time. Belongs to the writing thread, but for the number of bytes.
 */
final class CheckpointSpace {
    /** A file that is being written is left alone for so long. */
    private static final Duration WRITING = Duration.ofHours(1);

    private final CheckpointDirectoryOptions options;
    private final AtomicLong live = new AtomicLong();
    /** What this process wrote, of requests that go on. */
    private final Map<CheckpointId, Own> own = new HashMap<>();

    CheckpointSpace(CheckpointDirectoryOptions options) {
        this.options = options;
    }

    long liveBytes() {
        return live.get();
    }

    /** Bytes of a checkpoint's files. */
    private record Own(long whole, long changes) {
        static final Own NONE = new Own(0, 0);

        long bytes() {
            return whole + changes;
        }
    }

    /** A file was written: its attempt's first one, if nothing was known of it. */
    boolean written(CheckpointHeader header, long bytes) {
        Own before = own.getOrDefault(header.id(), Own.NONE);
        Own after = header.base().isEmpty() ? new Own(bytes, 0) : new Own(before.whole, bytes);
        long unused = live.addAndGet(after.bytes() - before.bytes());
        return own.put(header.id(), after) == null;
    }

    void deleted(CheckpointId id) {
        Own gone = own.remove(id);
        long unused = gone == null ? 0 : live.addAndGet(-gone.bytes());
    }

    /** Whether the quota has room for so many more bytes, as far as is known. */
    boolean hasRoom(long bytes) {
        return live.get() + bytes <= options.quotaBytes();
    }

    /**
     * Removes what is too old, and the oldest files beyond the quota.
     *
     * @param room bytes that must fit in besides
     * @return how many files were removed
     */
    int sweep(long nowMillis, long room) throws IOException {
        List<CheckpointListing.Entry> entries = CheckpointListing.all(options.root()).stream()
                .sorted(Comparator.comparingLong(CheckpointListing.Entry::modifiedMillis))
                .toList();
        long total = entries.stream().mapToLong(CheckpointListing.Entry::bytes).sum();
        own.keySet().retainAll(entries.stream().flatMap(e -> e.id().stream()).collect(Collectors.toSet()));
        int removed = 0;
        for (CheckpointListing.Entry entry : entries) {
            long age = nowMillis - entry.modifiedMillis();
            boolean old = age > options.ttl().toMillis() || (entry.id().isEmpty() && age > WRITING.toMillis());
            if (old || (entry.id().isPresent() && total + room > options.quotaBytes())) {
                removed += entry.delete() ? 1 : 0;
                entry.id().ifPresent(own::remove);
                total -= entry.bytes();
            }
        }
        live.set(total);
        return removed;
    }
}
