package dev.scopestream.door.kafka;

import dev.scopestream.client.GroupStates;
import dev.scopestream.door.config.DoorContext;
import dev.scopestream.door.config.DoorOptions;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The models' names: those of the option, and those of the generators that run. Where the groups of generators can't be
 * asked, or some generator doesn't say its model, also those that answered. Safe for use by many threads.
 */
@Singleton
@Requires(property = DoorContext.ENABLED)
public final class ServedModels {
    private static final int MOST = 1000;

    private final List<String> named;
    private final LiveGroups groups;
    private final Set<String> answered = new LinkedHashSet<>();

    ServedModels(DoorOptions options, LiveGroups groups) {
        this.named = options.modelNames();
        this.groups = groups;
    }

    void add(String name) {
        synchronized (answered) {
            if (answered.size() < MOST) {
                answered.add(name);
            }
        }
    }

    /** May wait for the cluster. */
    public List<String> all() {
        Optional<List<GroupStates.Group>> now = groups.read();
        Set<String> names = new LinkedHashSet<>(named);
        now.stream().flatMap(List::stream).flatMap(ServedModels::models).forEach(names::add);
        if (now.isEmpty() || now.get().stream().anyMatch(ServedModels::isUnsaid)) {
            synchronized (answered) {
                names.addAll(answered);
            }
        }
        return new ArrayList<>(names);
    }

    /** The name that the answer to a prompt without a model will have, as far as it is known; else empty. */
    public String unnamed() {
        List<String> ofDefault = groups.latest().stream()
                .flatMap(List::stream)
                .filter(group -> group.onlyModel().isEmpty())
                .flatMap(ServedModels::models)
                .distinct()
                .toList();
        if (ofDefault.size() == 1) {
            return ofDefault.get(0);
        }
        synchronized (answered) {
            Set<String> names = new LinkedHashSet<>(named);
            names.addAll(answered);
            return names.size() == 1 ? names.iterator().next() : "";
        }
    }

    /** Of its live members. */
    private static Stream<String> models(GroupStates.Group group) {
        return group.members().isEmpty()
                ? Stream.empty()
                : Stream.concat(
                        group.onlyModel().stream(),
                        group.members().stream().flatMap(member -> member.who().model().stream()));
    }

    private static boolean isUnsaid(GroupStates.Group group) {
        return group.onlyModel().isEmpty()
                && group.members().stream()
                        .anyMatch(member -> member.who().model().isEmpty());
    }
}
