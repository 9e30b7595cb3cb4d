package dev.scopestream.spill;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * Evicted KV, checkpoints and prefixes. The store is a cache: a read returns the value exactly as written or the reason of a
 * miss, and a write may be dropped (counted). Only invalid arguments throw. Safe for use by many threads.
 */
public interface SpillStore extends AutoCloseable {
    /** Writes a block; one at the same address is replaced. False: dropped, and counted. */
    default boolean put(KvBlock block) {
        return putAll(List.of(block));
    }

    /** Writes blocks, all or none. False: dropped, and counted. */
    boolean putAll(List<KvBlock> blocks);

    default Lookup<KvBlock> get(ReadScope scope, BlockAddress address) {
        return multiGet(scope, List.of(address)).get(0);
    }

    /** One answer for each address, in their order; read in the order of the keys. */
    List<Lookup<KvBlock>> multiGet(ReadScope scope, List<BlockAddress> addresses);

    /** Hands over all readable blocks of a layer and head by rising sequence; unreadable ones are counted misses. */
    void forEach(ReadScope scope, int layer, int head, Consumer<KvBlock> action);

    /** Forgets blocks, digests and the checkpoint of a request. */
    void deleteRequest(String requestId);

    /** Writes or replaces a request's checkpoint. It survives a killed process once {@link #sync} has returned. */
    boolean putCheckpoint(RequestIdentity request, ByteBuffer payload);

    Lookup<ByteBuffer> getCheckpoint(RequestIdentity request);

    void deleteCheckpoint(RequestIdentity request);

    /** Writes or replaces the digest of a layer and head's evicted keys; it is deleted with the request. */
    boolean putDigest(RequestIdentity request, int layer, int head, ByteBuffer payload);

    Lookup<ByteBuffer> getDigest(RequestIdentity request, int layer, int head);

    /**
     * Writes or replaces a prefix that all requests share. The name can be a hash of its tokens: the payload must carry
     * the tokens themselves for its readers to compare.
     */
    boolean putPrefix(String name, long model, long policy, ByteBuffer payload);

    /** A hit makes the prefix the most recently used one, which the quota removes last. */
    Lookup<ByteBuffer> getPrefix(String name, long model, long policy);

    void deletePrefix(String name, long model, long policy);

    /** Names of the prefixes of this model and policy, least recently used first. */
    List<String> prefixes(long model, long policy);

    /** All requests that hold something, by id. */
    List<RequestUsage> requests();

    /** Removes expired values, as puts also do; returns the number of values removed. */
    long expire();

    /** Writes everything to disk, so that it survives the death of the process. False: it couldn't. */
    boolean sync();

    /** Reads everything and checks it. */
    SpillReport verify();

    SpillStatistics statistics();

    /** Writes values in memory to disk and releases the directory. */
    @Override
    void close();
}
