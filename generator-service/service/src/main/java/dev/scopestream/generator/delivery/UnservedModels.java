package dev.scopestream.generator.delivery;

import dev.scopestream.generator.kafka.ConsumerGroups;
import dev.scopestream.generator.kafka.GroupNames;
import dev.scopestream.generator.prompt.PromptClaim;
import dev.scopestream.generator.state.Delivery;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Looks again whether nobody serves the models of refused prompts, when their dead letters are stored and not yet committed.
 * A group that isn't there then begins later, and whoever is assigned a partition in a new group reads the dead letters up to
 * their end at that moment, those of open transactions included, before it takes prompts. So a prompt has a dead letter or a
 * result, never both.
 */
@Singleton
final class UnservedModels {
    private final GroupNames names;
    private final ConsumerGroups groups;

    UnservedModels(GroupNames names, ConsumerGroups groups) {
        this.names = names;
        this.groups = groups;
    }

    /**
     * That all its models still have no group; asked otherwise, it takes the prompts of those that have one out of the batch.
     * Empty: the batch refuses nothing for its model.
     */
    Optional<BooleanSupplier> condition(TransactionBatch batch) {
        Map<PromptClaim, String> asked = new LinkedHashMap<>();
        for (Delivery.Final last : batch.finals()) {
            if (last instanceof Delivery.Refused refused) {
                refused.unserved()
                        .ifPresent(
                                model -> asked.put(refused.claim(), names.all().ofModel(model)));
            }
        }
        return asked.isEmpty() ? Optional.empty() : Optional.of(() -> holds(batch, asked));
    }

    private boolean holds(TransactionBatch batch, Map<PromptClaim, String> asked) {
        Set<String> begun = groups.existing(Set.copyOf(asked.values()));
        List<PromptClaim> served = asked.entrySet().stream()
                .filter(one -> begun.contains(one.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        batch.leave(served);
        return served.isEmpty();
    }
}
