package dev.scopestream.spill.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
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
    /** Files that this process wrote, of requests that go on. */
    private final Map<CheckpointId, Long> own = new HashMap<>();

    CheckpointSpace(CheckpointDirectoryOptions options) {
        this.options = options;
    }

    long liveBytes() {
        return live.get();
    }

    /** A file was written: its first one, if nothing was known of it. */
    boolean written(CheckpointId id, long bytes) {
        Long before = own.put(id, bytes);
        long unused = live.addAndGet(bytes - (before == null ? 0 : before));
        return before == null;
    }

    void deleted(CheckpointId id) {
        Long bytes = own.remove(id);
        long unused = bytes == null ? 0 : live.addAndGet(-bytes);
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
                removed += Files.deleteIfExists(entry.path()) ? 1 : 0;
                entry.id().ifPresent(own::remove);
                total -= entry.bytes();
            }
        }
        live.set(total);
        return removed;
    }
}
