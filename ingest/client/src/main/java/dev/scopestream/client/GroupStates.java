package dev.scopestream.client;

import dev.scopestream.events.GeneratorGroups;
import dev.scopestream.events.GeneratorMember;
import dev.scopestream.events.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Asks a cluster about the generators' consumer groups: who is in them, and how far they are. */
public final class GroupStates {
    private final Admin admin;
    private final GeneratorGroups names;
    private final AdminCalls calls;

    /** @param timeout for an answer of the cluster */
    public GroupStates(Admin admin, GeneratorGroups names, Duration timeout) {
        this.admin = admin;
        this.names = names;
        this.calls = new AdminCalls(timeout);
    }

    /**
     * A member of a group.
     *
     * @param host where it is, as brokers see it
     * @param partitions of {@link Topics#PROMPTS} that it has
     */
    public record Member(GeneratorMember who, String host, int partitions) {}

    /**
     * A group.
     *
     * @param onlyModel the model that it serves alone; empty: the default group
     * @param members those that are in it now
     */
    public record Group(String name, Optional<String> onlyModel, List<Member> members) {
        public Group {
            members = List.copyOf(members);
        }
    }

    /**
     * How far a group is, by its committed offsets. Prompts that are finished behind an unfinished one count as waiting.
     *
     * @param waiting offsets that aren't committed
     * @param done offsets that are
     */
    public record Backlog(long waiting, long done) {}

    /**
     * The default group, whether it is there or not, and those of one model that may be described, by their names.
     *
     * @throws TopicException when the cluster doesn't say, or the default group may not be described
     */
    public List<Group> groups() {
        TreeSet<String> found = new TreeSet<>(List.of(names.base()));
        calls.get(admin.listGroups(ListGroupsOptions.forConsumerGroups()).valid()).stream()
                .map(GroupListing::groupId)
                .filter(group -> names.model(group).isPresent())
                .forEach(found::add);
        Map<String, KafkaFuture<ConsumerGroupDescription>> described =
                admin.describeConsumerGroups(found).describedGroups();
        List<Group> groups = new ArrayList<>();
        for (String name : found) {
            List<Member> members = calls.find(GroupIdNotFoundException.class, described.get(name)).stream()
                    .flatMap(group -> group.members().stream())
                    .map(GroupStates::member)
                    .toList();
            groups.add(new Group(name, names.model(name), members));
        }
        return groups;
    }

    private static Member member(MemberDescription member) {
        int partitions = (int) member.assignment().topicPartitions().stream()
                .filter(partition -> partition.topic().equals(Topics.PROMPTS))
                .count();
        return new Member(GeneratorMember.read(member.clientId()), member.host(), partitions);
    }

    /** @throws TopicException when the cluster doesn't say, or there is no topic of prompts */
    public Backlog backlog(String group) {
        int partitions = calls.get(admin.describeTopics(List.of(Topics.PROMPTS)).allTopicNames())
                .get(Topics.PROMPTS)
                .partitions()
                .size();
        Map<TopicPartition, OffsetSpec> first = new HashMap<>();
        Map<TopicPartition, OffsetSpec> last = new HashMap<>();
        for (int i = 0; i < partitions; i++) {
            first.put(new TopicPartition(Topics.PROMPTS, i), OffsetSpec.earliest());
            last.put(new TopicPartition(Topics.PROMPTS, i), OffsetSpec.latest());
        }
        var begins = admin.listOffsets(first).all();
        var ends = calls.get(admin.listOffsets(last).all());
        Map<TopicPartition, OffsetAndMetadata> committed =
                calls.get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        long waiting = 0;
        long done = 0;
        for (TopicPartition partition : last.keySet()) {
            OffsetAndMetadata at = committed.get(partition);
            long from = at == null ? calls.get(begins).get(partition).offset() : at.offset();
            waiting += Math.max(0, ends.get(partition).offset() - from);
            done += from;
        }
        return new Backlog(waiting, done);
    }
}
