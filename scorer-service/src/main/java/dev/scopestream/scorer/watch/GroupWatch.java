package dev.scopestream.scorer.watch;

import dev.scopestream.events.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Asks a cluster about the generators' consumer group. For one thread, but for {@link #state}. */
public final class GroupWatch implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;

    private final String group;
    private final Supplier<Admin> admins;
    private Admin admin;
    private volatile State state = new State(null, List.of(), "not asked yet");

    /** @param client the client id that it gave, and {@code partitions} of {@link Topics#PROMPTS} that it has */
    public record Instance(String client, String host, int partitions) {}

    /**
     * How the group is.
     *
     * @param lag offsets of prompts that aren't committed: finished ones beyond an unfinished one count, too; null: not known
     * @param trouble why it isn't known; null: it is
     */
    public record State(Long lag, List<Instance> instances, String trouble) {}

    GroupWatch(String group, Supplier<Admin> admins) {
        this.group = group;
        this.admins = admins;
    }

    public State state() {
        return state;
    }

    void ask() {
        try {
            if (admin == null) {
                admin = admins.get();
            }
            state = new State(lag(), instances(), null);
        } catch (ExecutionException e) {
            state = new State(null, List.of(), String.valueOf(e.getCause().getMessage()));
        } catch (RuntimeException | TimeoutException e) {
            state = new State(null, List.of(), "no answer: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long lag() throws ExecutionException, InterruptedException, TimeoutException {
        int partitions = get(admin.describeTopics(List.of(Topics.PROMPTS)).allTopicNames())
                .get(Topics.PROMPTS)
                .partitions()
                .size();
        Map<TopicPartition, OffsetSpec> first = new HashMap<>();
        Map<TopicPartition, OffsetSpec> last = new HashMap<>();
        for (int i = 0; i < partitions; i++) {
            first.put(new TopicPartition(Topics.PROMPTS, i), OffsetSpec.earliest());
            last.put(new TopicPartition(Topics.PROMPTS, i), OffsetSpec.latest());
        }
        var begins = get(admin.listOffsets(first).all());
        var ends = get(admin.listOffsets(last).all());
        Map<TopicPartition, OffsetAndMetadata> committed =
                get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        long lag = 0;
        for (TopicPartition partition : last.keySet()) {
            OffsetAndMetadata at = committed.get(partition);
            long from = at == null ? begins.get(partition).offset() : at.offset();
            lag += Math.max(0, ends.get(partition).offset() - from);
        }
        return lag;
    }

    private List<Instance> instances() throws ExecutionException, InterruptedException, TimeoutException {
        List<Instance> instances = new ArrayList<>();
        try {
            for (MemberDescription member : get(admin.describeConsumerGroups(List.of(group))
                            .all())
                    .get(group)
                    .members()) {
                int partitions = (int) member.assignment().topicPartitions().stream()
                        .filter(p -> p.topic().equals(Topics.PROMPTS))
                        .count();
                instances.add(new Instance(member.clientId(), member.host(), partitions));
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                throw e;
            }
        }
        instances.sort(Comparator.comparing(Instance::client).thenComparing(Instance::host));
        return instances;
    }

    private static <T> T get(KafkaFuture<T> future) throws ExecutionException, InterruptedException, TimeoutException {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close(Duration.ofSeconds(1));
        }
    }
}
