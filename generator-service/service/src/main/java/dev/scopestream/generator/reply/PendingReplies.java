package dev.scopestream.generator.reply;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Final records that are read and not yet dealt with, by their partitions and in order. Confined to one thread. */
final class PendingReplies {
    private record Pending(long offset, Future<?> done) {}

    private final Map<TopicPartition, Deque<Pending>> pending = new HashMap<>();
    private int size;

    /** Adds the next record of a partition; it's dealt with when the future is done. */
    void add(TopicPartition partition, long offset, Future<?> done) {
        pending.computeIfAbsent(partition, any -> new ArrayDeque<>()).add(new Pending(offset, done));
        size++;
    }

    int size() {
        return size;
    }

    /** Removes what is dealt with, up to the first that isn't, and tells what may be committed for it. */
    Map<TopicPartition, OffsetAndMetadata> takeDone() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        pending.forEach((partition, queue) -> {
            while (!queue.isEmpty() && queue.peek().done.isDone()) {
                offsets.put(partition, new OffsetAndMetadata(queue.remove().offset + 1));
                size--;
            }
        });
        return offsets;
    }

    /** Partitions that belong to another instance now, which reads the records again. */
    void forget(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            Deque<Pending> gone = pending.remove(partition);
            size -= gone == null ? 0 : gone.size();
        }
    }
}
