package dev.scopestream.spill.read;

import dev.scopestream.spill.BlockAddress;
import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.ReadScope;
import dev.scopestream.spill.RequestIdentity;
import dev.scopestream.spill.SpillStore;
import dev.scopestream.spill.write.BlockAssembler;
import dev.scopestream.spill.write.SpillWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Reads blocks from the assembler (blocks that aren't full), the writer's queue, the cache of blocks read before, or the
 * store. Safe for use by many threads.
 *
 * <p>Blocks move from assembler to queue to store, and are looked for in that order, so none is missed on its way as long
 * as the assembler hands its blocks straight to the writer ({@code assembler.add(.., writer::submit)}).
 */
public final class SpillReader {
    private final SpillStore store;
    private final SpillWriter writer;
    private final BlockAssembler assembler;
    private final BlockCache cache;
    private final LongAdder fromAssembler = new LongAdder();
    private final LongAdder fromQueue = new LongAdder();
    private final LongAdder fromCache = new LongAdder();
    private final LongAdder fromStore = new LongAdder();
    private final LongAdder missed = new LongAdder();
    private final LongAdder prefetched = new LongAdder();

    /** @param cacheBytes limit of the cached keys and values; 0: no cache */
    public SpillReader(SpillStore store, SpillWriter writer, BlockAssembler assembler, long cacheBytes) {
        this.store = store;
        this.writer = writer;
        this.assembler = assembler;
        this.cache = new BlockCache(cacheBytes);
    }

    /** One answer for each address, in their order; the ones that must come from the store are read in one call. */
    public List<Lookup<KvBlock>> read(ReadScope scope, List<BlockAddress> addresses) {
        List<Lookup<KvBlock>> answers = new ArrayList<>(Collections.nCopies(addresses.size(), null));
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < addresses.size(); i++) {
            Optional<KvBlock> near = near(scope, addresses.get(i));
            if (near.isPresent()) {
                answers.set(i, Lookup.hit(near.get()));
            } else {
                open.add(i);
            }
        }
        if (!open.isEmpty()) {
            var read = store.multiGet(scope, open.stream().map(addresses::get).toList());
            for (int i = 0; i < open.size(); i++) {
                answers.set(open.get(i), read.get(i));
                read.get(i).found().ifPresent(cache::put);
                (read.get(i).found().isPresent() ? fromStore : missed).increment();
            }
        }
        return answers;
    }

    /** Reads the blocks that are only in the store into the cache. */
    void prefetch(ReadScope scope, List<BlockAddress> addresses) {
        List<BlockAddress> far = addresses.stream()
                .filter(a -> assembler.partial(scope.request().requestId(), a).isEmpty()
                        && writer.pending(scope.request(), a).isEmpty()
                        && cache.get(scope.request(), a).isEmpty())
                .toList();
        if (!far.isEmpty()) {
            for (Lookup<KvBlock> read : store.multiGet(scope, far)) {
                read.found().ifPresent(cache::put);
                prefetched.add(read.found().isPresent() ? 1 : 0);
            }
        }
    }

    private Optional<KvBlock> near(ReadScope scope, BlockAddress address) {
        RequestIdentity request = scope.request();
        return counted(fromAssembler, scope, assembler.partial(request.requestId(), address))
                .or(() -> counted(fromQueue, scope, writer.pending(request, address)))
                .or(() -> counted(fromCache, scope, cache.get(request, address)));
    }

    private static Optional<KvBlock> counted(LongAdder counter, ReadScope scope, Optional<KvBlock> block) {
        Optional<KvBlock> usable = block.filter(found -> found.request().equals(scope.request()))
                .filter(found -> scope.tokens().accepts(found.tokens()));
        usable.ifPresent(any -> counter.increment());
        return usable;
    }

    /** Drops a request's cached blocks. */
    public void forget(String requestId) {
        cache.forget(requestId);
    }

    public ReaderStatistics statistics() {
        return new ReaderStatistics(
                fromAssembler.sum(),
                fromQueue.sum(),
                fromCache.sum(),
                fromStore.sum(),
                missed.sum(),
                prefetched.sum(),
                cache.bytes());
    }
}
