package dev.scopestream.cli.faults;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;

/** Who has which partition of the prompts, and what is committed: says on which side something is stuck. */
final class GroupPicture {
    private GroupPicture() {}

    /** One line. */
    static String of(Admin admin) {
        try {
            ConsumerGroupDescription group = admin.describeConsumerGroups(List.of(Arena.GROUP))
                    .describedGroups()
                    .get(Arena.GROUP)
                    .get();
            Map<Integer, Long> committed = new TreeMap<>();
            admin.listConsumerGroupOffsets(Arena.GROUP)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach((partition, at) -> committed.put(partition.partition(), at.offset()));
            return "group " + group.groupState() + ", members "
                    + group.members().stream().map(GroupPicture::member).collect(Collectors.joining(", "))
                    + ", committed " + committed;
        } catch (ExecutionException e) {
            return "group not known: " + e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String member(MemberDescription member) {
        return member.clientId() + "@" + member.memberEpoch().orElse(-1) + " has "
                + member.assignment().topicPartitions() + " shall have "
                + member.targetAssignment()
                        .map(target -> target.topicPartitions().toString())
                        .orElse("?");
    }
}
