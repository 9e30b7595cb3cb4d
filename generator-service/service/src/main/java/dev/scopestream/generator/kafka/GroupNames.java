package dev.scopestream.generator.kafka;

import java.util.Optional;

/**
 * Names of consumer groups. Generators of a group's default model share the group itself; generators that serve only prompts
 * which name their model have a group of their own beside it, which reads the same prompts.
 *
 * @param base the group of those that serve prompts without a model
 * @param onlyModel the model that must be named; empty: prompts without one are served, too
 */
public record GroupNames(String base, Optional<String> onlyModel) {
    private static final String OF_MODEL = "-model-";
    private static final String REPLIES = "-replies";

    /** The group that this instance is a member of. */
    public String members() {
        return onlyModel.map(this::ofModel).orElse(base);
    }

    /** The group of those that serve only prompts which name this model. */
    public String ofModel(String model) {
        return base + OF_MODEL + model;
    }

    /** The model that a group serves; empty: it is no such group. */
    public Optional<String> model(String group) {
        String prefix = ofModel("");
        return group.startsWith(prefix) ? Optional.of(group.substring(prefix.length())) : Optional.empty();
    }

    /** The group that copies final records, of all models. */
    public String replies() {
        return base + REPLIES;
    }
}
