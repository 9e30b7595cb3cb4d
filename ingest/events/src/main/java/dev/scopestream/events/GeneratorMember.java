package dev.scopestream.events;

import java.util.Optional;

/**
 * Who a member of a generators' group is, as its Kafka client id says it: {@code INSTANCE;model=NAME}. The cluster tells
 * client ids to whoever may describe the group.
 *
 * @param instance its name, unique in the group
 * @param model the name of the model that it serves; empty: its client id doesn't say
 */
public record GeneratorMember(String instance, Optional<String> model) {
    private static final String MODEL = ";model=";

    /** A member that serves this model. */
    public static GeneratorMember of(String instance, String model) {
        return new GeneratorMember(instance, Optional.of(model));
    }

    /** What a client id says; one without a model is an instance's name. */
    public static GeneratorMember read(String clientId) {
        int at = clientId.lastIndexOf(MODEL);
        return at < 0
                ? new GeneratorMember(clientId, Optional.empty())
                : of(clientId.substring(0, at), clientId.substring(at + MODEL.length()));
    }

    public String clientId() {
        return model.map(name -> instance + MODEL + name).orElse(instance);
    }
}
