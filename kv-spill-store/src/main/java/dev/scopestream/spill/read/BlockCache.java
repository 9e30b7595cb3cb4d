package dev.scopestream.spill.read;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.scopestream.spill.BlockAddress;
import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.RequestIdentity;
import java.util.Optional;

/** Blocks that were read before, bounded by bytes of keys and values. Safe for use by several threads. */
final class BlockCache {
    private final Cache<BlockKey, KvBlock> blocks;

    private record BlockKey(RequestIdentity request, BlockAddress address) {}

    /** @param limit bytes of keys and values; 0: keeps nothing */
    BlockCache(long limit) {
        this.blocks = Caffeine.newBuilder()
                .maximumWeight(limit)
                .weigher((BlockKey key, KvBlock block) -> block.payloadBytes())
                .executor(Runnable::run)
                .build();
    }

    Optional<KvBlock> get(RequestIdentity request, BlockAddress address) {
        return Optional.ofNullable(blocks.getIfPresent(new BlockKey(request, address)));
    }

    void put(KvBlock block) {
        blocks.put(new BlockKey(block.request(), block.address()), block);
    }

    void forget(String requestId) {
        blocks.asMap().keySet().removeIf(key -> key.request().requestId().equals(requestId));
    }

    /** Bytes of keys and values in the cache. */
    long bytes() {
        blocks.cleanUp();
        return blocks.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }
}
