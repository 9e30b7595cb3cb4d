package dev.scopestream.generator.reply;

import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.PromptHeaders;
import dev.scopestream.events.Topics;
import dev.scopestream.generator.config.ReplyOptions;
import dev.scopestream.generator.config.TopicOptions;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which topics a prompt's sender may choose for a copy of its final record, by the header {@link PromptHeaders#REPLY_TOPIC}: those of
 * {@link ReplyOptions}, and never one of the pipeline's own, as a result there would be taken for something else.
 */
@Singleton
public final class ReplyTopics {
    /** Beginning of Kafka's own topics. */
    private static final String KAFKAS = "__";

    private static final String NAME = "[a-zA-Z0-9._-]{1,249}";
    private static final Set<String> NOT_NAMES = Set.of(".", "..");

    private final List<String> allowed;
    private final Set<String> own;

    ReplyTopics(ReplyOptions options, TopicOptions topics) {
        this.allowed = options.allowed();
        this.own = Stream.of(
                        topics.prompts(),
                        topics.results(),
                        topics.chunks(),
                        topics.deadLetters(),
                        topics.control(),
                        topics.finished(),
                        topics.checkpoints(),
                        Topics.REFERENCES,
                        Topics.ACCURACY,
                        Topics.ACCURACY_SUMMARY)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether there is any. */
    boolean enabled() {
        return !allowed.isEmpty();
    }

    /** Whether a final record may be copied to this topic. */
    boolean allows(String topic) {
        boolean ours = own.contains(topic) || topic.startsWith(KAFKAS);
        boolean name = topic.matches(NAME) && !NOT_NAMES.contains(topic);
        return name && !ours && allowed.stream().anyMatch(part -> matches(part, topic));
    }

    private static boolean matches(String part, String topic) {
        return part.endsWith("*") ? topic.startsWith(part.substring(0, part.length() - 1)) : topic.equals(part);
    }

    /**
     * Refuses a topic that isn't allowed.
     *
     * @param topic that a prompt's sender chose; empty: none
     * @throws InvalidEventException naming the header
     */
    public void check(String topic) {
        if (topic.isEmpty() || allows(topic)) {
            return;
        }
        throw new InvalidEventException(
                "header " + PromptHeaders.REPLY_TOPIC,
                enabled()
                        ? "names a topic that isn't allowed; there are: " + String.join(", ", allowed)
                                + " (but none of the pipeline's own)"
                        : "isn't served here: scope.replies.topics of the generators allows no topic");
    }
}
