package dev.scopestream.events;

import java.util.Optional;

/**
 * Names of the generators' consumer groups. Generators of the default group share the group itself; generators that serve
 * only prompts which name their model have a group of their own beside it, which reads the same prompts.
 *
 * @param base the default group: of those that serve prompts without a model, too
 */
public record GeneratorGroups(String base) {
    /** The default group's name unless configured otherwise. */
    public static final String DEFAULT = "scope-generators";

    private static final String OF_MODEL = "-model-";
    private static final String REPLIES = "-replies";

    /** The group of those that serve only prompts which name this model. */
    public String ofModel(String model) {
        return base + OF_MODEL + model;
    }

    /** The model that a group serves alone; empty: it is no such group. */
    public Optional<String> model(String group) {
        String prefix = ofModel("");
        return group.startsWith(prefix) ? Optional.of(group.substring(prefix.length())) : Optional.empty();
    }

    /** The group that copies final records, of all models. */
    public String replies() {
        return base + REPLIES;
    }
}
