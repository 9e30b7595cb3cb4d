package dev.scopestream.generator.config;

import dev.scopestream.events.Topics;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;

/** Topic names, {@code scope.topics.*}. */
@Introspected
@ConfigurationProperties("scope.topics")
public record TopicOptions(
        @Bindable(defaultValue = Topics.PROMPTS) String prompts,
        @Bindable(defaultValue = Topics.RESULTS) String results,
        @Bindable(defaultValue = Topics.FINISHED) String finished,
        @Bindable(defaultValue = Topics.CHUNKS) String chunks,
        @Bindable(defaultValue = Topics.DEAD_LETTERS) String deadLetters,
        @Bindable(defaultValue = Topics.CONTROL) String control,
        @Bindable(defaultValue = Topics.CHECKPOINTS) String checkpoints) {}
