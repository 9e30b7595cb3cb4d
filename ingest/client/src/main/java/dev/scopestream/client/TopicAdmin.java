package dev.scopestream.client;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/** Brings a cluster's topics to a plan: idempotent, and never deletes. */
public final class TopicAdmin {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final AdminCalls calls;
    private final Admin admin;
    private final Duration timeout;

    /** @param timeout for each call to the cluster */
    public TopicAdmin(Admin admin, Duration timeout) {
        this.admin = admin;
        this.timeout = timeout;
        this.calls = new AdminCalls(timeout);
    }

    /**
     * What the cluster lacks.
     *
     * @throws TopicException when no broker answers, or one refuses
     */
    public TopicDiff diff(TopicPlan plan) {
        Collection<String> there = calls.get(admin.listTopics().names());
        List<String> known = plan.topics().stream()
                .map(TopicSpec::name)
                .filter(there::contains)
                .toList();
        Map<String, TopicDescription> described = new HashMap<>();
        admin.describeTopics(known).topicNameValues().forEach((name, future) -> calls.find(future)
                .ifPresent(d -> described.put(name, d)));
        List<String> alive = List.copyOf(described.keySet());
        Map<ConfigResource, Config> configs = new HashMap<>();
        admin.describeConfigs(alive.stream().map(TopicAdmin::resource).toList())
                .values()
                .forEach((resource, future) -> calls.find(future).ifPresent(c -> configs.put(resource, c)));
        return new TopicDiff(plan.topics().stream()
                .flatMap(spec ->
                        TopicComparison.of(spec, described.get(spec.name()), configs.get(resource(spec.name())))
                                .stream())
                .toList());
    }

    /**
     * Makes what lacks, and waits until the cluster shows it and serves it.
     *
     * @return changed and unchanged topics
     * @throws TopicException when no broker answers, or one refuses; earlier changes stay
     */
    public TopicDiff apply(TopicPlan plan) {
        TopicDiff diff = diff(plan);
        create(diff.of(TopicChange.Create.class));
        grow(diff.of(TopicChange.AddPartitions.class));
        alter(diff.of(TopicChange.AlterConfig.class));
        long start = System.nanoTime();
        while (!diff.isEmpty() && !diff(plan).isEmpty()) {
            if (System.nanoTime() - start > timeout.toNanos()
                    || Thread.currentThread().isInterrupted()) {
                throw new TopicException("the cluster took the changes but doesn't show them:\n" + diff(plan));
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        awaitLeaders(Stream.concat(
                diff.of(TopicChange.Create.class).stream().map(TopicChange.Create::topic),
                diff.of(TopicChange.AddPartitions.class).stream().map(TopicChange.AddPartitions::topic)));
        return diff;
    }

    /** A partition that is shown may still be refused by its broker; one whose end can be asked for isn't. */
    private void awaitLeaders(Stream<String> changed) {
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        admin.describeTopics(changed.toList()).topicNameValues().values().stream()
                .map(calls::get)
                .forEach(topic -> topic.partitions()
                        .forEach(p ->
                                partitions.put(new TopicPartition(topic.name(), p.partition()), OffsetSpec.latest())));
        calls.get(admin.listOffsets(partitions).all(), () -> "new partitions have no leader that serves them");
    }

    private void create(List<TopicChange.Create> changes) {
        Map<String, TopicSpec> specs =
                changes.stream().collect(Collectors.toMap(TopicChange.Create::topic, TopicChange.Create::spec));
        admin.createTopics(specs.values().stream()
                        .map(s -> new NewTopic(s.name(), s.partitions(), s.replication()).configs(s.configs()))
                        .toList())
                .values()
                .forEach((name, future) ->
                        calls.getUnless(TopicExistsException.class, future, () -> refused(specs.get(name))));
    }

    private static String refused(TopicSpec spec) {
        return spec.name() + " can't be made with " + spec.replication()
                + " copies (a cluster of fewer brokers needs a smaller replication)";
    }

    private void grow(List<TopicChange.AddPartitions> changes) {
        Map<String, NewPartitions> partitions = new LinkedHashMap<>();
        changes.forEach(c -> partitions.put(c.topic(), NewPartitions.increaseTo(c.to())));
        admin.createPartitions(partitions)
                .values()
                .forEach((name, future) -> calls.get(future, () -> name + " can't get more partitions"));
    }

    private void alter(List<TopicChange.AlterConfig> changes) {
        Map<ConfigResource, Collection<AlterConfigOp>> operations = changes.stream()
                .collect(Collectors.groupingBy(
                        c -> resource(c.topic()),
                        Collectors.mapping(
                                c -> new AlterConfigOp(new ConfigEntry(c.name(), c.to()), AlterConfigOp.OpType.SET),
                                Collectors.toCollection(java.util.ArrayList::new))));
        admin.incrementalAlterConfigs(operations)
                .values()
                .forEach((resource, future) -> calls.get(future, () -> resource.name() + " can't be altered"));
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }
}
