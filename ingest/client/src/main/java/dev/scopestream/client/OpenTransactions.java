package dev.scopestream.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.utils.Utils;

/** Asks partitions which transactions are open in them, and coordinators what they know of these. */
final class OpenTransactions {
    private static final String COORDINATORS = "__transaction_state";

    private final Admin admin;
    private final AdminCalls calls;

    OpenTransactions(Admin admin, AdminCalls calls) {
        this.admin = admin;
        this.calls = calls;
    }

    /** One that is open in a partition, as its leader has it. */
    record Open(TopicPartition partition, ProducerState producer) {
        long producerId() {
            return producer.producerId();
        }

        boolean isSame(Open other) {
            return partition.equals(other.partition)
                    && producerId() == other.producerId()
                    && producer.producerEpoch() == other.producer.producerEpoch()
                    && producer.currentTransactionStartOffset().equals(other.producer.currentTransactionStartOffset());
        }
    }

    /** A producer's latest transaction, as its coordinator has it. */
    record Known(String id, TransactionDescription description) {
        /** Whether the coordinator will end it in this partition, or can't say. */
        boolean holds(TopicPartition partition) {
            return switch (description.state()) {
                case EMPTY, COMPLETE_COMMIT, COMPLETE_ABORT -> false;
                case ONGOING, PREPARE_COMMIT, PREPARE_ABORT, PREPARE_EPOCH_FENCE ->
                    description.topicPartitions().contains(partition);
                case UNKNOWN -> true;
            };
        }

        boolean isEnding() {
            return switch (description.state()) {
                case PREPARE_COMMIT, PREPARE_ABORT, PREPARE_EPOCH_FENCE -> true;
                case EMPTY, ONGOING, COMPLETE_COMMIT, COMPLETE_ABORT, UNKNOWN -> false;
            };
        }

        /** Whether this is the transaction of these records, and committed: ending it raises the epoch by one (KIP-890). */
        boolean hasCommitted(ProducerState producer) {
            return description.producerEpoch() == producer.producerEpoch() + 1
                    && switch (description.state()) {
                        case PREPARE_COMMIT, COMPLETE_COMMIT -> true;
                        case EMPTY, ONGOING, PREPARE_ABORT, PREPARE_EPOCH_FENCE, COMPLETE_ABORT, UNKNOWN -> false;
                    };
        }
    }

    /**
     * Waits until all coordinators answer: one that hasn't read its log yet knows of no transaction, and says nothing of
     * that.
     *
     * @return false: there never was a transaction
     * @throws TopicException when a coordinator isn't there to be asked
     */
    boolean awaitCoordinators() {
        Optional<TopicDescription> coordinators = calls.find(
                admin.describeTopics(List.of(COORDINATORS)).topicNameValues().get(COORDINATORS));
        List<TopicPartitionInfo> partitions =
                coordinators.map(TopicDescription::partitions).orElse(List.of());
        List<Integer> missing = partitions.stream()
                .filter(p -> leader(p).isEmpty())
                .map(TopicPartitionInfo::partition)
                .toList();
        if (!missing.isEmpty()) {
            throw new TopicException("partitions " + missing + " of " + COORDINATORS
                    + " have no leader: which transactions hang can't be told without their coordinators");
        }
        Collection<String> ids = idOfEach(partitions.size());
        var answers = admin.describeTransactions(ids);
        ids.forEach(id -> calls.find(TransactionalIdNotFoundException.class, answers.description(id)));
        return coordinators.isPresent();
    }

    /** Transactional ids that nobody has, one of each coordinator. */
    private static Collection<String> idOfEach(int coordinators) {
        Map<Integer, String> ids = new HashMap<>();
        for (int i = 0; ids.size() < coordinators; i++) {
            String id = "scopestream-asks-" + i;
            ids.putIfAbsent(Utils.abs(id.hashCode()) % coordinators, id);
        }
        return ids.values();
    }

    /** All partitions of a cluster, and whether they have a leader. */
    Map<Boolean, Set<TopicPartition>> partitions() {
        Map<Boolean, Set<TopicPartition>> partitions = Map.of(true, new HashSet<>(), false, new HashSet<>());
        Collection<String> topics = calls.get(
                admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
        admin.describeTopics(topics).topicNameValues().values().forEach(future -> calls.find(future)
                .ifPresent(topic -> topic.partitions().forEach(p -> partitions
                        .get(leader(p).isPresent())
                        .add(new TopicPartition(topic.name(), p.partition())))));
        return partitions;
    }

    private static Optional<Node> leader(TopicPartitionInfo partition) {
        return Optional.ofNullable(partition.leader()).filter(node -> !node.isEmpty());
    }

    /** @throws TopicException when it has none */
    Node leader(TopicPartition partition) {
        TopicDescription topic = calls.get(admin.describeTopics(List.of(partition.topic()))
                .topicNameValues()
                .get(partition.topic()));
        return leader(topic.partitions().get(partition.partition()))
                .orElseThrow(() -> new TopicException(partition + " has no leader"));
    }

    /** @param idle only those whose latest record is at least so old */
    List<Open> open(Set<TopicPartition> partitions, Duration idle) {
        long latest = System.currentTimeMillis() - idle.toMillis();
        List<Open> open = new ArrayList<>();
        calls.get(admin.describeProducers(partitions).all())
                .forEach((partition, state) -> state.activeProducers().stream()
                        .filter(p -> p.currentTransactionStartOffset().isPresent() && p.lastTimestamp() <= latest)
                        .forEach(p -> open.add(new Open(partition, p))));
        return open;
    }

    /** What coordinators know of these producers, by producer id. */
    Map<Long, Known> known(List<Open> open) {
        Set<Long> producers = open.stream().map(Open::producerId).collect(Collectors.toSet());
        List<String> ids =
                calls
                        .get(admin.listTransactions(new ListTransactionsOptions().filterProducerIds(producers))
                                .all())
                        .stream()
                        .map(TransactionListing::transactionalId)
                        .toList();
        Map<Long, Known> known = new HashMap<>();
        var descriptions = admin.describeTransactions(ids);
        for (String id : ids) {
            calls.find(TransactionalIdNotFoundException.class, descriptions.description(id))
                    .ifPresent(found -> known.put(found.producerId(), new Known(id, found)));
        }
        return known;
    }
}
