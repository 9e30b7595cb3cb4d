package dev.scopestream.generator.intake;

import dev.scopestream.engine.ModelInfo;
import dev.scopestream.events.GeneratorMember;
import dev.scopestream.generator.config.ConfigurationError;
import dev.scopestream.generator.kafka.ConsumerGroups;
import dev.scopestream.generator.kafka.GroupNames;
import dev.scopestream.generator.kafka.KafkaClients;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps two models out of the default group, whose members would refuse each other's prompts, and one model out of two
 * groups, which would both serve its prompts. Which model a member serves is said by its client id; one that doesn't say, of
 * an older version, is taken to fit.
 */
@Singleton
public final class SoleModel {
    private static final Logger LOG = LoggerFactory.getLogger(SoleModel.class);
    private static final int SHOWN = 5;

    private final String model;
    private final String instance;
    private final GroupNames names;
    private final ConsumerGroups groups;

    SoleModel(ModelInfo model, KafkaClients clients, GroupNames names, ConsumerGroups groups) {
        this.model = model.name();
        this.instance = clients.instance();
        this.names = names;
        this.groups = groups;
    }

    /** The name of the model that this instance serves. */
    String model() {
        return model;
    }

    /**
     * Before the start. Where the cluster doesn't answer, {@link #requireAlone} asks again.
     *
     * @throws ConfigurationError when this instance must not join its group; the message says what to change
     */
    public void check() {
        try {
            conflict().ifPresent(reason -> {
                throw new ConfigurationError(reason);
            });
        } catch (KafkaException e) {
            LOG.warn("which models the groups serve isn't known yet: {}", e.getMessage());
        }
    }

    /**
     * Before each time that it joins.
     *
     * @throws IllegalStateException when it must not
     * @throws KafkaException when that can't be told at the moment
     */
    void requireAlone() {
        conflict().ifPresent(reason -> {
            throw new IllegalStateException(reason);
        });
    }

    /**
     * Before a prompt is refused for its model.
     *
     * @throws ModelRoute.GroupsUnknownException when another member of this group serves it: both have come at once
     */
    void requireNobodyServes(String asked) {
        try {
            List<GeneratorMember> serving = others(names.members(), asked::equals);
            if (!serving.isEmpty()) {
                throw new ModelRoute.GroupsUnknownException(twoModels(serving));
            }
        } catch (KafkaException e) {
            throw new ModelRoute.GroupsUnknownException(e);
        }
    }

    private Optional<String> conflict() {
        String base = names.all().base();
        if (names.onlyModel().isPresent()) {
            List<GeneratorMember> same = others(base, model::equals);
            return same.isEmpty()
                    ? Optional.empty()
                    : Optional.of("the group " + base + " serves the model '" + model + "' already (" + instances(same)
                            + "): leave scope.only-model out to share its work, or stop those first");
        }
        List<GeneratorMember> different = others(base, other -> !other.equals(model));
        if (!different.isEmpty()) {
            return Optional.of(twoModels(different));
        }
        String own = names.all().ofModel(model);
        List<GeneratorMember> alone = others(own, model::equals);
        return alone.isEmpty()
                ? Optional.empty()
                : Optional.of("the group " + own + " serves the model '" + model + "' already (" + instances(alone)
                        + "): set scope.only-model=" + model + " to share its work, or stop those first");
    }

    private String twoModels(List<GeneratorMember> others) {
        return "the group " + names.members() + " serves the model '"
                + others.get(0).model().orElseThrow() + "' (" + instances(others) + "), this generator '" + model
                + "', and they would refuse each other's prompts: set scope.only-model=" + model
                + " for a group of its own, or another scope.group-id, or stop those first (one that was killed counts"
                + " until its session ends)";
    }

    /** Members besides this instance, of whose model this is true. */
    private List<GeneratorMember> others(String group, Predicate<String> served) {
        return groups.members(group).stream()
                .filter(member -> !member.instance().equals(instance))
                .filter(member -> member.model().filter(served).isPresent())
                .toList();
    }

    private static String instances(List<GeneratorMember> members) {
        String shown =
                members.stream().limit(SHOWN).map(GeneratorMember::instance).collect(Collectors.joining(", "));
        return members.size() > SHOWN ? shown + " and " + (members.size() - SHOWN) + " more" : shown;
    }
}
