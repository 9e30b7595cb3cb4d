package dev.scopestream.spill;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Blocks that were read lately, least recently used out first, bounded by bytes of keys and values. */
final class BlockCache {
    private final long limit;
    private final Map<Place, KvBlock> blocks = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    private record Place(RequestIdentity request, BlockAddress address) {}

    /** @param limit 0: keeps nothing */
    BlockCache(long limit) {
        this.limit = limit;
    }

    synchronized Optional<KvBlock> get(RequestIdentity request, BlockAddress address) {
        return Optional.ofNullable(blocks.get(new Place(request, address)));
    }

    synchronized void put(KvBlock block) {
        if (block.payloadBytes() > limit) {
            return;
        }
        KvBlock before = blocks.put(new Place(block.request(), block.address()), block);
        bytes += block.payloadBytes() - (before == null ? 0 : before.payloadBytes());
        Iterator<KvBlock> oldest = blocks.values().iterator();
        while (bytes > limit) {
            bytes -= oldest.next().payloadBytes();
            oldest.remove();
        }
    }

    synchronized void forget(String requestId) {
        blocks.entrySet().removeIf(entry -> {
            boolean gone = entry.getKey().request().requestId().equals(requestId);
            bytes -= gone ? entry.getValue().payloadBytes() : 0;
            return gone;
        });
    }

    synchronized long bytes() {
        return bytes;
    }
}
