package dev.scopestream.spill;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.rocksdb.RocksDBException;

/** The spill store in a directory of RocksDB files. Design: the README's section on spilling. */
public final class RocksSpillStore implements SpillStore {
    private final Clock clock;
    private final Counters counters = new Counters();
    private final RecoveringStore store;
    private final StoreReads reads;

    private RocksSpillStore(SpillOptions options, Clock clock) throws SpillDirectoryInUseException {
        this.clock = clock;
        this.store = new RecoveringStore(options, clock, counters);
        this.reads = new StoreReads(
                store,
                counters,
                () -> clock.millis() - options.retention().ttl().toMillis());
    }

    /**
     * Opens the store of a directory, or begins one. A damaged database is set aside; a disk that refuses gives a store
     * that is off.
     *
     * @param clock tells the age of what is stored
     * @throws SpillDirectoryInUseException when another process has it
     */
    public static RocksSpillStore open(SpillOptions options, Clock clock) throws SpillDirectoryInUseException {
        return new RocksSpillStore(options, clock);
    }

    @Override
    public boolean putAll(List<KvBlock> blocks) {
        long now = clock.millis();
        return blocks.isEmpty() || write(Draft.ofBlocks(blocks, now), now);
    }

    private boolean putBlob(BlobKey key, ByteBuffer payload) {
        long now = clock.millis();
        return write(List.of(Draft.ofBlob(key, payload, now)), now);
    }

    private boolean write(List<Draft> drafts, long now) {
        boolean written = store.change(live -> live.write(drafts, now), false);
        if (!written) {
            drafts.forEach(draft -> counters.dropped.add(draft.size()));
        }
        return written;
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
        changing(live -> live.deleteRequest(requestId));
    }

    @Override
    public boolean putCheckpoint(RequestIdentity request, ByteBuffer payload) {
        return putBlob(BlobKey.checkpoint(request), payload);
    }

    @Override
    public Lookup<ByteBuffer> getCheckpoint(RequestIdentity request) {
        return reads.blob(BlobKey.checkpoint(request));
    }

    @Override
    public void deleteCheckpoint(RequestIdentity request) {
        changing(live -> live.deleteBlob(BlobKey.checkpoint(request)));
    }

    @Override
    public boolean putDigest(RequestIdentity request, int layer, int head, ByteBuffer payload) {
        return putBlob(BlobKey.digest(request, layer, head), payload);
    }

    @Override
    public Lookup<ByteBuffer> getDigest(RequestIdentity request, int layer, int head) {
        return reads.blob(BlobKey.digest(request, layer, head));
    }

    @Override
    public boolean putPrefix(String name, long model, long policy, ByteBuffer payload) {
        return putBlob(BlobKey.prefix(name, model, policy), payload);
    }

    @Override
    public Lookup<ByteBuffer> getPrefix(String name, long model, long policy) {
        BlobKey key = BlobKey.prefix(name, model, policy);
        Lookup<ByteBuffer> found = reads.blob(key);
        if (found instanceof Lookup.Hit) {
            look(
                    ledger -> {
                        ledger.touch(ValueKind.PREFIX, StoreKeys.ofBlob(key));
                        return true;
                    },
                    false);
        }
        return found;
    }

    @Override
    public void deletePrefix(String name, long model, long policy) {
        changing(live -> live.deleteBlob(BlobKey.prefix(name, model, policy)));
    }

    @Override
    public List<String> prefixes(long model, long policy) {
        byte[] start = ByteBuffer.allocate(16).putLong(model).putLong(policy).array();
        return look(
                ledger -> ledger.ownersByAge(ValueKind.PREFIX).stream()
                        .filter(owner -> Arrays.equals(owner, 0, 16, start, 0, 16))
                        .map(owner -> StoreKeys.nameOf(ValueKind.PREFIX, owner))
                        .toList(),
                List.of());
    }

    @Override
    public List<RequestUsage> requests() {
        return look(
                ledger -> {
                    TreeMap<String, RequestUsage> usages = new TreeMap<>();
                    ledger.accounts().stream()
                            .filter(account -> account.kind().ofRequest())
                            .map(account -> new RequestUsage(account.name(), account.values(), account.bytes()))
                            .forEach(usage -> usages.merge(usage.requestId(), usage, RequestUsage::plus));
                    return List.copyOf(usages.values());
                },
                List.of());
    }

    @Override
    public long expire() {
        return store.change(LiveStore::expire, 0L);
    }

    @Override
    public boolean sync() {
        return store.change(
                live -> {
                    live.sync();
                    return true;
                },
                false);
    }

    @Override
    public SpillReport verify() {
        return store.read(
                live -> Verification.of(live.ledger(Verification::plan), live),
                SpillReport.empty(),
                SpillReport.empty());
    }

    @Override
    public SpillStatistics statistics() {
        long alive = look(Ledger::liveBytes, 0L);
        long disk = store.read(LiveStore::diskBytes, 0L, 0L);
        return counters.snapshot(store.state(), alive, disk);
    }

    /** Changes something where nobody asks for the outcome. */
    private interface Change {
        void on(LiveStore live) throws RocksDBException;
    }

    private void changing(Change change) {
        boolean unused = store.change(
                live -> {
                    change.on(live);
                    return true;
                },
                false);
    }

    private <T> T look(Function<Ledger, T> question, T whenOff) {
        return store.read(live -> live.ledger(question), whenOff, whenOff);
    }

    @Override
    public void close() {
        store.close();
    }
}
