package dev.scopestream.engine.decode;

import dev.scopestream.engine.program.KvPool;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A pool and the requests in its rows. */
final class PoolRows implements AutoCloseable {
    private final KvPool pool;
    private final List<RunningRequest> requests = new ArrayList<>();

    /** @param pool without rows */
    PoolRows(KvPool pool) {
        this.pool = pool;
    }

    KvPool pool() {
        return pool;
    }

    /** In the order of their rows. */
    List<RunningRequest> requests() {
        return Collections.unmodifiableList(requests);
    }

    boolean isEmpty() {
        return requests.isEmpty();
    }

    /** Gives a request the row after the last one; returns its index. */
    int add(RunningRequest request) {
        int index = pool.add();
        requests.add(request);
        return index;
    }

    /** Index of the request's row; -1: it has none. */
    int index(RunningRequest request) {
        return requests.indexOf(request);
    }

    /** Frees a request's row; the request of the last row moves into it. */
    void remove(RunningRequest request) {
        int index = index(request);
        int last = pool.remove(index);
        requests.set(index, requests.get(last));
        requests.remove(last);
    }

    @Override
    public void close() {
        pool.close();
    }
}
