package dev.scopestream.generator.kafka;

import dev.scopestream.events.GeneratorGroups;
import java.util.Optional;

/**
 * The consumer groups, and which of them is this instance's.
 *
 * @param onlyModel the model that must be named; empty: prompts without one are served, too
 */
public record GroupNames(GeneratorGroups all, Optional<String> onlyModel) {
    /** The group that this instance is a member of. */
    public String members() {
        return onlyModel.map(all::ofModel).orElse(all.base());
    }
}
