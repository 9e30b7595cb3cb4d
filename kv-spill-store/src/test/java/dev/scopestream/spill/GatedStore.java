package dev.scopestream.spill;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** A real store whose writes can be held up, as by a disk that is slow. */
public final class GatedStore implements SpillStore {
    private final SpillStore store;
    private boolean shut;
    private boolean yields;
    private int held;
    private volatile CountDownLatch reads = new CountDownLatch(0);

    public GatedStore(SpillStore store) {
        this.store = store;
    }

    public synchronized void shut() {
        shut = true;
    }

    public synchronized void open() {
        shut = false;
        notifyAll();
    }

    /** Reads wait for this. */
    public void readsWaitFor(CountDownLatch latch) {
        reads = latch;
    }

    /** A held up write goes on when its thread is interrupted. */
    public synchronized void openWhenInterrupted() {
        yields = true;
    }

    /** Whether a write is being held up. */
    public synchronized boolean holds() {
        return held > 0;
    }

    private synchronized void pass() {
        held++;
        boolean interrupted = false;
        while (shut) {
            try {
                wait();
            } catch (InterruptedException e) {
                shut = !yields;
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        held--;
    }

    @Override
    public boolean putAll(List<KvBlock> blocks) {
        pass();
        return store.putAll(blocks);
    }

    @Override
    public List<Lookup<KvBlock>> multiGet(ReadScope scope, List<BlockAddress> addresses) {
        try {
            reads.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return store.multiGet(scope, addresses);
    }

    @Override
    public void forEach(ReadScope scope, int layer, int head, Consumer<KvBlock> action) {
        store.forEach(scope, layer, head, action);
    }

    @Override
    public void deleteRequest(String requestId) {
        pass();
        store.deleteRequest(requestId);
    }

    @Override
    public boolean putCheckpoint(RequestIdentity request, ByteBuffer payload) {
        pass();
        return store.putCheckpoint(request, payload);
    }

    @Override
    public Lookup<ByteBuffer> getCheckpoint(RequestIdentity request) {
        return store.getCheckpoint(request);
    }

    @Override
    public void deleteCheckpoint(RequestIdentity request) {
        store.deleteCheckpoint(request);
    }

    @Override
    public boolean putDigest(RequestIdentity request, int layer, int head, ByteBuffer payload) {
        pass();
        return store.putDigest(request, layer, head, payload);
    }

    @Override
    public Lookup<ByteBuffer> getDigest(RequestIdentity request, int layer, int head) {
        return store.getDigest(request, layer, head);
    }

    @Override
    public boolean putPrefix(String name, long model, long policy, ByteBuffer payload) {
        pass();
        return store.putPrefix(name, model, policy, payload);
    }

    @Override
    public Lookup<ByteBuffer> getPrefix(String name, long model, long policy) {
        return store.getPrefix(name, model, policy);
    }

    @Override
    public void deletePrefix(String name, long model, long policy) {
        store.deletePrefix(name, model, policy);
    }

    @Override
    public List<String> prefixes(long model, long policy) {
        return store.prefixes(model, policy);
    }

    @Override
    public List<RequestUsage> requests() {
        return store.requests();
    }

    @Override
    public long expire() {
        return store.expire();
    }

    @Override
    public boolean sync() {
        return store.sync();
    }

    @Override
    public SpillReport verify() {
        return store.verify();
    }

    @Override
    public SpillStatistics statistics() {
        return store.statistics();
    }

    @Override
    public void close() {
        store.close();
    }
}
