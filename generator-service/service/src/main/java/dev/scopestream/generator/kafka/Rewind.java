package dev.scopestream.generator.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Positions a reader by time. */
public final class Rewind {
    private Rewind() {}

    /** Each partition is read on from its first record of this time or later; from its end, where there is none. */
    public static void to(Consumer<?, ?> reader, Collection<TopicPartition> partitions, long epochMillis) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(p -> times.put(p, epochMillis));
        reader.offsetsForTimes(times).forEach((partition, found) -> {
            if (found == null) {
                reader.seekToEnd(List.of(partition));
            } else {
                reader.seek(partition, found.offset());
            }
        });
    }
}
