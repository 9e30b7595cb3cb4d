package dev.scopestream.spill.inspect;

import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.MissReason;
import dev.scopestream.spill.Phase;
import dev.scopestream.spill.RequestContent;
import dev.scopestream.spill.format.StoredBlob;
import dev.scopestream.spill.format.StoredBlock;
import dev.scopestream.spill.format.ValueKind;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Adds up what a request has; see {@link RequestContent}. */
final class RequestTally {
    private final Map<MissReason, Long> failures = new EnumMap<>(MissReason.class);
    private final Map<Phase, Long> entries = new EnumMap<>(Phase.class);
    private final Set<Integer> layers = new HashSet<>();
    private final Set<Long> heads = new HashSet<>();
    private long blocks;
    private long digests;
    private long checkpointBytes;
    private long bytes;
    private long oldest = Long.MAX_VALUE;
    private long newest = Long.MIN_VALUE;

    void add(StoredBlock stored, long storedBytes) {
        KvBlock block = stored.block();
        blocks++;
        entries.merge(block.phase(), (long) block.size(), Long::sum);
        layers.add(block.address().layer());
        heads.add(block.address().packed() >>> 32);
        written(stored.createdMillis(), storedBytes);
    }

    void add(StoredBlob stored, long storedBytes) {
        if (stored.key().kind() == ValueKind.CHECKPOINT) {
            checkpointBytes += stored.payload().remaining();
        } else {
            digests++;
        }
        written(stored.createdMillis(), storedBytes);
    }

    void failed(MissReason reason) {
        failures.merge(reason, 1L, Long::sum);
    }

    private void written(long millis, long storedBytes) {
        bytes += storedBytes;
        oldest = Math.min(oldest, millis);
        newest = Math.max(newest, millis);
    }

    RequestContent content(String requestId) {
        boolean any = bytes > 0;
        return new RequestContent(
                requestId,
                blocks,
                entries.getOrDefault(Phase.PREFILL, 0L),
                entries.getOrDefault(Phase.DECODE, 0L),
                layers.size(),
                heads.size(),
                digests,
                checkpointBytes,
                bytes,
                any ? oldest : 0,
                any ? newest : 0,
                failures);
    }
}
