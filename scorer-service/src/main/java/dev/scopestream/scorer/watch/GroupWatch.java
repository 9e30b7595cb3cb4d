package dev.scopestream.scorer.watch;

import dev.scopestream.client.GroupStates;
import dev.scopestream.events.GeneratorGroups;
import dev.scopestream.events.Topics;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;

/** Asks a cluster about the generators' consumer groups. For one thread, but for {@link #state}. */
public final class GroupWatch implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String group;
    private final Supplier<Admin> admins;
    private Admin admin;
    private volatile State state = new State(null, List.of(), "not asked yet");

    /**
     * A generator.
     *
     * @param client its name
     * @param model that it serves; null: it doesn't say
     * @param partitions of {@link Topics#PROMPTS} that it has
     */
    public record Instance(String client, String model, String host, int partitions) {
        private static Instance of(GroupStates.Member member) {
            return new Instance(
                    member.who().instance(), member.who().model().orElse(null), member.host(), member.partitions());
        }
    }

    /**
     * How the groups are.
     *
     * @param lag offsets of prompts that the default group hasn't committed: finished ones beyond an unfinished one count,
     *     too; null: not known
     * @param instances of the default group, and of groups of one model that may be described
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
            GroupStates states = new GroupStates(admin, new GeneratorGroups(group), PATIENCE);
            List<Instance> instances = states.groups().stream()
                    .flatMap(found -> found.members().stream())
                    .map(Instance::of)
                    .sorted(Comparator.comparing(Instance::client).thenComparing(Instance::host))
                    .toList();
            state = new State(states.backlog(group).waiting(), instances, null);
        } catch (RuntimeException e) {
            // whatever it is: it is asked again
            state = new State(null, List.of(), String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close(Duration.ofSeconds(1));
        }
    }
}
