package dev.scopestream.spill.guard;

import dev.scopestream.spill.BlockAddress;
import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import dev.scopestream.spill.ReadScope;
import dev.scopestream.spill.RequestIdentity;
import dev.scopestream.spill.RequestUsage;
import dev.scopestream.spill.SpillReport;
import dev.scopestream.spill.SpillStatistics;
import dev.scopestream.spill.SpillStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A store whose calls return in time even when its disk hangs: a read is a miss then ({@link MissReason#STORE_HUNG}), a write
 * is dropped. A call that hangs keeps a thread of its own; until it returns, further calls are answered at once.
 */
public final class GuardedStore implements SpillStore {
    /** How long closing may write what is in memory to the disk. */
    private static final long CLOSE_MILLIS = 30_000;

    private static final long HANGING_CLOSE_MILLIS = 1000;

    private final SpillStore store;
    private final TimeLimit limit;
    private volatile SpillStatistics statistics;

    /** @param limit of one call */
    public GuardedStore(SpillStore store, Duration limit) {
        this.store = store;
        this.limit = new TimeLimit(limit);
        this.statistics = store.statistics();
    }

    /** Whether a call took too long, and hasn't returned. */
    public boolean hangs() {
        return limit.hangs();
    }

    /** Calls that weren't made because others hang. */
    public long refused() {
        return limit.refused();
    }

    private void run(Runnable action) {
        boolean unused = done(() -> {
            action.run();
            return true;
        });
    }

    private boolean done(Supplier<Boolean> action) {
        return limit.within(action).orElse(false);
    }

    private <T> Lookup<T> read(Supplier<Lookup<T>> call) {
        return limit.within(call).orElseGet(() -> Lookup.miss(MissReason.STORE_HUNG));
    }

    @Override
    public boolean putAll(List<KvBlock> blocks) {
        return done(() -> store.putAll(blocks));
    }

    @Override
    public List<Lookup<KvBlock>> multiGet(ReadScope scope, List<BlockAddress> addresses) {
        return limit.within(() -> store.multiGet(scope, addresses))
                .orElseGet(() -> Collections.nCopies(addresses.size(), Lookup.miss(MissReason.STORE_HUNG)));
    }

    /** The blocks are read before the first is handed over. */
    @Override
    public void forEach(ReadScope scope, int layer, int head, Consumer<KvBlock> action) {
        limit.within(() -> {
                    List<KvBlock> blocks = new ArrayList<>();
                    store.forEach(scope, layer, head, blocks::add);
                    return blocks;
                })
                .ifPresent(blocks -> blocks.forEach(action));
    }

    @Override
    public void deleteRequest(String requestId) {
        run(() -> store.deleteRequest(requestId));
    }

    @Override
    public boolean putCheckpoint(RequestIdentity request, ByteBuffer payload) {
        return done(() -> store.putCheckpoint(request, payload));
    }

    @Override
    public Lookup<ByteBuffer> getCheckpoint(RequestIdentity request) {
        return read(() -> store.getCheckpoint(request));
    }

    @Override
    public void deleteCheckpoint(RequestIdentity request) {
        run(() -> store.deleteCheckpoint(request));
    }

    @Override
    public boolean putDigest(RequestIdentity request, int layer, int head, ByteBuffer payload) {
        return done(() -> store.putDigest(request, layer, head, payload));
    }

    @Override
    public Lookup<ByteBuffer> getDigest(RequestIdentity request, int layer, int head) {
        return read(() -> store.getDigest(request, layer, head));
    }

    @Override
    public boolean putPrefix(String name, long model, long policy, ByteBuffer payload) {
        return done(() -> store.putPrefix(name, model, policy, payload));
    }

    @Override
    public Lookup<ByteBuffer> getPrefix(String name, long model, long policy) {
        return read(() -> store.getPrefix(name, model, policy));
    }

    @Override
    public void deletePrefix(String name, long model, long policy) {
        run(() -> store.deletePrefix(name, model, policy));
    }

    @Override
    public List<String> prefixes(long model, long policy) {
        return limit.within(() -> store.prefixes(model, policy)).orElse(List.of());
    }

    @Override
    public List<RequestUsage> requests() {
        return limit.within(store::requests).orElse(List.of());
    }

    @Override
    public long expire() {
        return limit.within(store::expire).orElse(0L);
    }

    @Override
    public boolean sync() {
        return done(store::sync);
    }

    @Override
    public SpillReport verify() {
        return limit.within(store::verify).orElse(SpillReport.empty());
    }

    /** The latest that are known. */
    @Override
    public SpillStatistics statistics() {
        limit.within(store::statistics).ifPresent(known -> statistics = known);
        return statistics;
    }

    /** A store that hangs stays open; the directory is free when the process ends. */
    @Override
    public void close() {
        Thread closing = new Thread(store::close, "spill-close");
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(hangs() ? HANGING_CLOSE_MILLIS : CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        limit.close();
    }
}
