package dev.scopestream.generator.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies of final records in topics of the senders' choice, {@code scope.replies.*}.
 *
 * @param topics names that senders may choose, by commas; a * at the end stands for any rest; null: none
 */
@Introspected
@ConfigurationProperties("scope.replies")
public record ReplyOptions(@Nullable String topics) {
    private static final String NAME = "[a-zA-Z0-9._-]{1,249}";
    private static final String PREFIX = "[a-zA-Z0-9._-]{0,248}\\*";

    /** @throws ConfigurationError naming the part that can't be a topic's name or its beginning */
    public ReplyOptions {
        for (String part : parts(topics)) {
            if (!part.matches(NAME) && !part.matches(PREFIX)) {
                throw new ConfigurationError(
                        "scope.replies.topics must be names of topics like replies,team-a.*; '" + part + "' is not");
            }
        }
    }

    /** The parts of {@link #topics}; none: no sender may choose a topic. */
    public List<String> allowed() {
        return parts(topics);
    }

    private static List<String> parts(String topics) {
        List<String> parts = new ArrayList<>();
        if (topics != null && !topics.isBlank()) {
            for (String part : topics.split(",", -1)) {
                parts.add(part.strip());
            }
        }
        return List.copyOf(parts);
    }
}
