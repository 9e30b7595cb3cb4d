package dev.scopestream.spill.write;

import dev.scopestream.spill.BlockAddress;
import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.RequestIdentity;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tasks in order, and the blocks among them by address. A block can be found until it is {@link #forget forgotten}, also
 * after its task was taken. Not safe for use by several threads: the queue's lock guards it.
 */
final class PendingWrites {
    private final Deque<WriteTask> tasks = new ArrayDeque<>();
    private final Map<BlockKey, KvBlock> blocks = new HashMap<>();

    /** A block's key while it waits to be written. */
    private record BlockKey(String requestId, BlockAddress address) {
        static BlockKey of(KvBlock block) {
            return new BlockKey(block.request().requestId(), block.address());
        }
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    void add(WriteTask task) {
        tasks.add(task);
        if (task instanceof WriteTask.PutBlock put) {
            blocks.put(BlockKey.of(put.block()), put.block());
        }
    }

    /** Removes the next tasks: blocks of at most {@code batchBytes} together, or one other task. */
    List<WriteTask> take(long batchBytes) {
        List<WriteTask> taken = new ArrayList<>();
        long size = 0;
        while (!tasks.isEmpty()) {
            WriteTask next = tasks.peek();
            boolean joins = next instanceof WriteTask.PutBlock && size + next.bytes() <= batchBytes;
            if (!taken.isEmpty() && !joins) {
                break;
            }
            taken.add(tasks.remove());
            size += next.bytes();
            if (!(next instanceof WriteTask.PutBlock)) {
                break;
            }
        }
        return taken;
    }

    /** Removes the tasks that write something of a request. */
    List<WriteTask> removeOf(String requestId) {
        List<WriteTask> removed = new ArrayList<>();
        for (Iterator<WriteTask> all = tasks.iterator(); all.hasNext(); ) {
            WriteTask task = all.next();
            if (task.writesFor(requestId)) {
                all.remove();
                removed.add(task);
            }
        }
        return removed;
    }

    /** Removes all tasks. */
    List<WriteTask> clear() {
        List<WriteTask> rest = List.copyOf(tasks);
        tasks.clear();
        return rest;
    }

    /** Ends the search for the block of a task that was taken or removed. */
    void forget(WriteTask task) {
        if (task instanceof WriteTask.PutBlock put) {
            blocks.remove(BlockKey.of(put.block()), put.block());
        }
    }

    /** A block that isn't in the store yet. */
    Optional<KvBlock> block(RequestIdentity request, BlockAddress address) {
        return Optional.ofNullable(blocks.get(new BlockKey(request.requestId(), address)))
                .filter(block -> block.request().equals(request));
    }

    /** The latest checkpoint of a request that wasn't taken yet. */
    Optional<WriteTask.PutCheckpoint> checkpoint(RequestIdentity request) {
        return tasks.stream()
                .filter(WriteTask.PutCheckpoint.class::isInstance)
                .map(WriteTask.PutCheckpoint.class::cast)
                .filter(put -> put.request().equals(request))
                .reduce((first, second) -> second);
    }
}
