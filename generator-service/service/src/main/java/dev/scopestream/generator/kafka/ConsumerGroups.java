package dev.scopestream.generator.kafka;

import dev.scopestream.events.GeneratorMember;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which consumer groups the cluster knows, and who is in them. */
@Singleton
public final class ConsumerGroups {
    private static final Logger LOG = LoggerFactory.getLogger(ConsumerGroups.class);
    private static final int PATIENCE = Math.toIntExact(Duration.ofSeconds(5).toMillis());

    private final SharedAdmin admin;

    ConsumerGroups(SharedAdmin admin) {
        this.admin = admin;
    }

    /**
     * Whether there is such a group, with members or with offsets that it committed. A group that this instance may not
     * describe counts as none.
     *
     * @throws KafkaException when that can't be told at the moment
     */
    public boolean exists(String group) {
        return !existing(Set.of(group)).isEmpty();
    }

    /**
     * Those of the groups that there are, as by {@link #exists}.
     *
     * @throws KafkaException when that can't be told of each of them at the moment
     */
    public Set<String> existing(Set<String> asked) {
        return describe(asked).keySet();
    }

    /**
     * The group's members that are in it now; none where it may not be described.
     *
     * @throws KafkaException when they aren't known at the moment
     */
    public List<GeneratorMember> members(String group) {
        return describe(Set.of(group)).values().stream()
                .flatMap(description -> description.members().stream())
                .map(member -> GeneratorMember.read(member.clientId()))
                .toList();
    }

    private Map<String, ConsumerGroupDescription> describe(Set<String> asked) {
        Map<String, ConsumerGroupDescription> found = new HashMap<>();
        admin.get()
                .describeConsumerGroups(asked, new DescribeConsumerGroupsOptions().timeoutMs(PATIENCE))
                .describedGroups()
                .forEach((group, answer) -> {
                    ConsumerGroupDescription description = describe(group, answer);
                    if (description != null && description.groupState() != GroupState.DEAD) {
                        found.put(group, description);
                    }
                });
        return found;
    }

    /** Null where there is no such group, or it may not be described. */
    private static ConsumerGroupDescription describe(String group, Future<ConsumerGroupDescription> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupAuthorizationException) {
                LOG.warn("group may not be described, it counts as none: group={}", group);
                return null;
            }
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return null;
            }
            throw new KafkaException("whether there is a group " + group + " isn't known", e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * The groups that this instance may describe.
     *
     * @throws KafkaException when they aren't known at the moment
     */
    public List<String> all() {
        try {
            return admin
                    .get()
                    .listGroups(ListGroupsOptions.forConsumerGroups().timeoutMs(PATIENCE))
                    .valid()
                    .get()
                    .stream()
                    .map(GroupListing::groupId)
                    .sorted()
                    .toList();
        } catch (ExecutionException e) {
            throw new KafkaException("the cluster's groups aren't known", e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static InterruptException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new InterruptException(e);
    }
}
