package dev.scopestream.spill.rocks;

import dev.scopestream.spill.BlockAddress;
import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.ReadScope;
import dev.scopestream.spill.RequestIdentity;
import dev.scopestream.spill.RequestUsage;
import dev.scopestream.spill.SpillDirectoryInUseException;
import dev.scopestream.spill.SpillOptions;
import dev.scopestream.spill.SpillReport;
import dev.scopestream.spill.SpillStatistics;
import dev.scopestream.spill.SpillStore;
import dev.scopestream.spill.format.BlobKey;
import dev.scopestream.spill.format.StoreKeys;
import dev.scopestream.spill.format.ValueKind;
import dev.scopestream.spill.index.SegmentIndex;
import dev.scopestream.spill.inspect.Verification;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** The spill store in a directory of RocksDB files. Design: kv-spill-store/README.md. */
public final class RocksSpillStore implements SpillStore {
    private final Counters counters = new Counters();
    private final RecoveringStore store;
    private final StoreReads reads;
    private final StoreWrites writes;
    private final long id;

    private RocksSpillStore(SpillOptions options, Clock clock, Runnable beforeUse) throws SpillDirectoryInUseException {
        this.store = new RecoveringStore(options, clock, counters, beforeUse);
        this.reads = new StoreReads(
                store,
                counters,
                () -> clock.millis() - options.retention().ttl().toMillis());
        this.writes = new StoreWrites(store, counters, clock);
        this.id = StoreId.of(options.directory());
    }

    /** The same as long as the directory is the same; never 0. */
    public long id() {
        return id;
    }

    /**
     * Opens the store of a directory, or creates it. A damaged database is set aside. Where the disk can't be used, the
     * store is off.
     *
     * @param clock time of the stored values
     * @throws SpillDirectoryInUseException when another process has it
     */
    public static RocksSpillStore open(SpillOptions options, Clock clock) throws SpillDirectoryInUseException {
        return open(options, clock, () -> {});
    }

    /**
     * As {@link #open(SpillOptions, Clock)}, for tests of a disk that hangs.
     *
     * @param beforeUse is run before each use of the database, by the thread that uses it
     */
    public static RocksSpillStore open(SpillOptions options, Clock clock, Runnable beforeUse)
            throws SpillDirectoryInUseException {
        return new RocksSpillStore(options, clock, beforeUse);
    }

    @Override
    public boolean putAll(List<KvBlock> blocks) {
        return writes.putBlocks(blocks);
    }

    @Override
    public List<Lookup<KvBlock>> multiGet(ReadScope scope, List<BlockAddress> addresses) {
        return reads.blocks(scope, addresses);
    }

    @Override
    public void forEach(ReadScope scope, int layer, int head, Consumer<KvBlock> action) {
        reads.forEach(scope, layer, head, action);
    }

    @Override
    public void deleteRequest(String requestId) {
        RequestIdentity.requireValidId(requestId);
        boolean unused = writes.change(live -> live.deleteRequest(requestId));
    }

    @Override
    public boolean putCheckpoint(RequestIdentity request, ByteBuffer payload) {
        return writes.putBlob(BlobKey.checkpoint(request), payload);
    }

    @Override
    public Lookup<ByteBuffer> getCheckpoint(RequestIdentity request) {
        return reads.blob(BlobKey.checkpoint(request));
    }

    @Override
    public void deleteCheckpoint(RequestIdentity request) {
        boolean unused = writes.change(live -> live.deleteBlob(BlobKey.checkpoint(request)));
    }

    @Override
    public boolean putDigest(RequestIdentity request, int layer, int head, ByteBuffer payload) {
        return writes.putBlob(BlobKey.digest(request, layer, head), payload);
    }

    @Override
    public Lookup<ByteBuffer> getDigest(RequestIdentity request, int layer, int head) {
        return reads.blob(BlobKey.digest(request, layer, head));
    }

    @Override
    public boolean putPrefix(String name, long model, long policy, ByteBuffer payload) {
        return writes.putBlob(BlobKey.prefix(name, model, policy), payload);
    }

    @Override
    public Lookup<ByteBuffer> getPrefix(String name, long model, long policy) {
        BlobKey key = BlobKey.prefix(name, model, policy);
        Lookup<ByteBuffer> found = reads.blob(key);
        if (found instanceof Lookup.Hit) {
            boolean unused = look(segments -> segments.touch(ValueKind.PREFIX, StoreKeys.ofBlob(key)), false);
        }
        return found;
    }

    @Override
    public void deletePrefix(String name, long model, long policy) {
        boolean unused = writes.change(live -> live.deleteBlob(BlobKey.prefix(name, model, policy)));
    }

    @Override
    public List<String> prefixes(long model, long policy) {
        return look(segments -> segments.prefixes(model, policy), List.of());
    }

    @Override
    public List<RequestUsage> requests() {
        return look(SegmentIndex::requests, List.of());
    }

    @Override
    public long expire() {
        return store.change(LiveStore::expire, 0L);
    }

    @Override
    public boolean sync() {
        return writes.change(LiveStore::sync);
    }

    @Override
    public SpillReport verify() {
        return store.read(
                live -> Verification.of(live.segments(Verification::plan), live),
                SpillReport.empty(),
                SpillReport.empty());
    }

    @Override
    public SpillStatistics statistics() {
        long alive = look(SegmentIndex::liveBytes, 0L);
        long disk = store.read(LiveStore::diskBytes, 0L, 0L);
        return counters.snapshot(store.state(), alive, disk);
    }

    private <T> T look(Function<SegmentIndex, T> question, T whenOff) {
        return store.read(live -> live.segments(question), whenOff, whenOff);
    }

    @Override
    public void close() {
        store.close();
    }
}
