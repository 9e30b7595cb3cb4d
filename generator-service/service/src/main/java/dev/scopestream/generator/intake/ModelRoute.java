package dev.scopestream.generator.intake;

import dev.scopestream.engine.ModelInfo;
import dev.scopestream.generator.kafka.ConsumerGroups;
import dev.scopestream.generator.kafka.GroupNames;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;

/**
 * Who serves a prompt, by the model that it names. Every group of generators reads all prompts: a group of one model serves
 * those that name it; the default group serves those that name its model or none, and refuses those whose model has no
 * group. A model whose generators are all down has its group still, so its prompts wait for them. Confined to the poll
 * thread.
 */
@Singleton
final class ModelRoute {
    /** For so long a group is taken to be there that was there. */
    private static final long KNOWN_NANOS = Duration.ofSeconds(10).toNanos();

    private static final int TRIES = 3;
    private static final int SHOWN = 20;

    private final String model;
    private final GroupNames names;
    private final ConsumerGroups groups;
    private final SoleModel sole;
    /** Groups that were there, and when that was asked. */
    private final Map<String, Long> known = new HashMap<>();

    ModelRoute(ModelInfo model, GroupNames names, ConsumerGroups groups, SoleModel sole) {
        this.model = model.name();
        this.names = names;
        this.groups = groups;
        this.sole = sole;
    }

    /** Whether this instance serves only prompts that name its model: then all others are another group's. */
    boolean onlyNamed() {
        return names.onlyModel().isPresent();
    }

    /** Who serves a prompt. */
    sealed interface Server {
        /** This group. */
        record Here() implements Server {}

        /** Another group. */
        record Elsewhere() implements Server {}

        /** No group serves this model. */
        record Nobody(String model, String reason) implements Server {}
    }

    /**
     * Who serves a prompt.
     *
     * @param asked the model that the prompt names; null: none
     * @throws GroupsUnknownException when that can't be told, or another member of this group serves that model: a prompt
     *     mustn't be refused then, whoever of the group has its partition
     */
    Server of(String asked) {
        if (model.equals(asked) || (asked == null && !onlyNamed())) {
            return new Server.Here();
        }
        if (onlyNamed() || isServed(names.all().ofModel(asked))) {
            return new Server.Elsewhere();
        }
        sole.requireNobodyServes(asked);
        return new Server.Nobody(
                asked, "'" + asked + "' is not served here; this generator serves '" + model + "'" + others());
    }

    private boolean isServed(String group) {
        Long asked = known.get(group);
        if (asked != null && System.nanoTime() - asked < KNOWN_NANOS) {
            return true;
        }
        KafkaException last = null;
        for (int i = 0; i < TRIES; i++) {
            try {
                if (!groups.exists(group)) {
                    known.remove(group);
                    return false;
                }
                known.put(group, System.nanoTime());
                return true;
            } catch (KafkaException e) {
                last = e;
            }
        }
        throw new GroupsUnknownException(last);
    }

    private String others() {
        List<String> models;
        try {
            models = groups.all().stream()
                    .flatMap(group -> names.all().model(group).stream())
                    .toList();
        } catch (KafkaException e) {
            return "";
        }
        return models.isEmpty()
                ? ""
                : models.stream()
                        .limit(SHOWN)
                        .map(m -> "'" + m + "'")
                        .collect(Collectors.joining(", ", ", others ", ""));
    }

    /** The cluster doesn't say whether a group exists: the prompt is to be read again. */
    static final class GroupsUnknownException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        GroupsUnknownException(String message) {
            super(message);
        }

        GroupsUnknownException(KafkaException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
