package dev.scopestream.client;

import java.util.List;
import java.util.stream.Collectors;

/** What a cluster lacks of a plan, in the plan's order. */
public record TopicDiff(List<TopicChange> changes) {
    public TopicDiff {
        changes = List.copyOf(changes);
    }

    /** Nothing has to be done; there may be differences that are left alone. */
    public boolean isEmpty() {
        return changes.stream().noneMatch(TopicChange::applies);
    }

    <C extends TopicChange> List<C> of(Class<C> kind) {
        return changes.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** One line a difference. */
    @Override
    public String toString() {
        return changes.isEmpty()
                ? "all topics are as planned"
                : changes.stream().map(TopicChange::toString).collect(Collectors.joining(System.lineSeparator()));
    }
}
