package dev.scopestream.generator.state;

import dev.scopestream.generator.ids.IdScope;
import dev.scopestream.generator.prompt.AdmittedPrompt;
import dev.scopestream.generator.prompt.Sender;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/**
 * Partitions of the output topics that take no records at present, and whose prompts wait for them: results lie by the
 * key's murmur2, as Kafka's own partitioner has it. The delivery thread tells which they are. Safe for use by many threads.
 */
public final class OutputPartitions {
    /** In place of a partition's number: all of the topic. */
    public static final int ALL = -1;

    private record Closed(Map<String, Integer> counts, Set<TopicPartition> partitions) {}

    private final String results;
    private final String finished;
    private final IdScope scope;
    private volatile Closed closed = new Closed(Map.of(), Set.of());

    /**
     * @param results topic of results, by request id
     * @param finished topic of finished ids, by their names in the scope
     */
    public OutputPartitions(String results, String finished, IdScope scope) {
        this.results = results;
        this.finished = finished;
        this.scope = scope;
    }

    /**
     * These take no records from now on, all others do.
     *
     * @param counts of partitions, by topic
     */
    public void close(Map<String, Integer> counts, Set<TopicPartition> partitions) {
        closed = new Closed(Map.copyOf(counts), Set.copyOf(partitions));
    }

    /** Those that take no records at present. */
    public Set<TopicPartition> closed() {
        return closed.partitions;
    }

    /** A topic of which no partition takes records; null: there is none. */
    public String trouble() {
        Closed now = closed;
        return now.partitions.stream()
                .map(TopicPartition::topic)
                .filter(topic -> now.partitions.contains(new TopicPartition(topic, ALL))
                        || now.partitions.stream()
                                        .filter(p -> p.topic().equals(topic))
                                        .count()
                                >= now.counts.getOrDefault(topic, Integer.MAX_VALUE))
                .findFirst()
                .map(topic -> "no partition of " + topic + " takes records")
                .orElse(null);
    }

    /** Whether a result of this prompt can be stored, as far as is known. */
    public boolean take(AdmittedPrompt prompt) {
        return closed.partitions.isEmpty()
                || takes(
                        prompt.id().getBytes(StandardCharsets.UTF_8),
                        prompt.sender().tenant());
    }

    /** Whether a result of this prompt can be stored; its key is the request's id. */
    public boolean take(ConsumerRecord<byte[], byte[]> prompt) {
        return closed.partitions.isEmpty()
                || prompt.key() == null
                || takes(prompt.key(), Sender.tenantOf(prompt.headers()));
    }

    private boolean takes(byte[] id, String tenant) {
        Closed now = closed;
        byte[] name = scope.name(tenant, new String(id, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        return !isClosed(now, results, id) && !isClosed(now, finished, name);
    }

    private static boolean isClosed(Closed now, String topic, byte[] key) {
        return now.partitions.contains(new TopicPartition(topic, ALL))
                || of(topic, key, now.counts).filter(now.partitions::contains).isPresent();
    }

    /**
     * Where Kafka's own partitioner puts a record.
     *
     * @param counts of partitions, by topic
     * @return empty: the topic isn't known
     */
    public static Optional<TopicPartition> of(String topic, byte[] key, Map<String, Integer> counts) {
        Integer count = counts.get(topic);
        return count == null
                ? Optional.empty()
                : Optional.of(new TopicPartition(topic, Utils.toPositive(Utils.murmur2(key)) % count));
    }
}
