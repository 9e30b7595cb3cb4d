package dev.scopestream.generator.delivery;

import dev.scopestream.generator.state.OutputPartitions;
import java.util.Optional;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ConcurrentTransactionsException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/** What became of a record in a transaction: unknown at first. The producer's threads write it. */
final class SentRecord implements Callback {
    private final String topic;
    private volatile Optional<RecordMetadata> metadata = Optional.empty();
    private volatile Exception failure;

    SentRecord(String topic) {
        this.topic = topic;
    }

    @Override
    public void onCompletion(RecordMetadata found, Exception exception) {
        failure = exception;
        metadata = Optional.ofNullable(found);
    }

    /** Whether it's in its partition. */
    boolean stored() {
        return failure == null && metadata.isPresent();
    }

    /** Where it's stored; empty: it isn't. */
    Optional<TopicPartition> partition() {
        return stored() ? metadata.map(at -> new TopicPartition(topic, at.partition())) : Optional.empty();
    }

    boolean tooLarge() {
        return failure instanceof RecordTooLargeException;
    }

    /** Why it isn't stored; null: it is, or that isn't known. */
    String reason() {
        return failure == null ? null : failure.toString();
    }

    /** Its time in its partition, epoch milliseconds. */
    long time() {
        return metadata.filter(RecordMetadata::hasTimestamp)
                .map(RecordMetadata::timestamp)
                .orElseGet(System::currentTimeMillis);
    }

    /** The partition that doesn't take it; empty where it isn't that: it's stored, or its whole transaction failed. */
    Optional<TopicPartition> refusedBy() {
        if (failure instanceof TopicAuthorizationException || failure instanceof InvalidTopicException) {
            return Optional.of(new TopicPartition(topic, OutputPartitions.ALL));
        }
        boolean refused =
                (failure instanceof RetriableException && !(failure instanceof ConcurrentTransactionsException))
                        || failure instanceof InvalidRecordException
                        || failure instanceof PolicyViolationException;
        return refused
                ? Optional.of(new TopicPartition(
                        topic, metadata.map(RecordMetadata::partition).orElse(OutputPartitions.ALL)))
                : Optional.empty();
    }
}
