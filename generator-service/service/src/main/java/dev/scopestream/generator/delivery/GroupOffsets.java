package dev.scopestream.generator.delivery;

import dev.scopestream.generator.kafka.KafkaClients;
import dev.scopestream.generator.kafka.SharedAdmin;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** The group's committed offsets as its coordinator has them, for a producer that doesn't know whether it committed. */
@Singleton
class GroupOffsets {
    private static final int PATIENCE_MILLIS = 5000;

    private final SharedAdmin admin;
    private final String group;

    GroupOffsets(SharedAdmin admin, KafkaClients clients) {
        this.admin = admin;
        this.group = clients.group();
    }

    /**
     * Whether exactly these are committed, offsets and metadata.
     *
     * @throws KafkaException when that can't be told at the moment: no answer, or a transaction is open that has some
     */
    boolean are(Map<TopicPartition, OffsetAndMetadata> expected) throws InterruptedException {
        if (expected.isEmpty()) {
            return false;
        }
        try {
            Map<TopicPartition, OffsetAndMetadata> found = admin.get()
                    .listConsumerGroupOffsets(
                            Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(expected.keySet())),
                            new ListConsumerGroupOffsetsOptions()
                                    .requireStable(true)
                                    .timeoutMs(PATIENCE_MILLIS))
                    .partitionsToOffsetAndMetadata(group)
                    .get();
            // the admin client leaves a partition out that has offsets in an open transaction
            if (!found.keySet().containsAll(expected.keySet())) {
                throw new KafkaException("the group's offsets aren't known: a transaction is open that has some");
            }
            return expected.entrySet().stream().allMatch(e -> same(e.getValue(), found.get(e.getKey())));
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "the group's offsets aren't known: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptException e) {
            throw new InterruptedException(e.getMessage());
        }
    }

    private static boolean same(OffsetAndMetadata expected, OffsetAndMetadata found) {
        return found != null
                && expected.offset() == found.offset()
                && expected.metadata().equals(found.metadata());
    }
}
