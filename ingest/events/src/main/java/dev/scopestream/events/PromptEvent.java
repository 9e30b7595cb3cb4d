package dev.scopestream.events;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request to generate text, read by {@link PromptJsonReader}. A null component is absent: the generator's default holds.
 * In JSON it is one flat object, see {@link PromptJsonWriter}.
 *
 * @param id the request's id; null: the record's key, see {@link PromptRecord}
 * @param model null: the model that the generator serves
 * @param kv compression of the KV cache
 * @param deadlineMs epoch milliseconds after which the request isn't generated
 * @param reference expected answers; its sender passes them to the readers of {@link Topics#REFERENCES}
 */
public record PromptEvent(
        String id,
        Input input,
        Sampling sampling,
        Stopping stopping,
        String model,
        KvSpec kv,
        Long deadlineMs,
        Expected reference) {

    /**
     * The prompt's text: either {@code prompt} or {@code messages} is set.
     *
     * @param prompt text, or null
     * @param messages a conversation, or empty
     * @param template null: chat for messages, none for a prompt
     * @param chatTemplateKwargs additional variables of the chat template: String, Boolean, Long, Double or null
     */
    public record Input(
            String prompt, List<Message> messages, Template template, Map<String, Object> chatTemplateKwargs) {
        public Input {
            messages = messages == null ? List.of() : List.copyOf(messages);
            chatTemplateKwargs = chatTemplateKwargs == null
                    ? Map.of()
                    : Collections.unmodifiableMap(new LinkedHashMap<>(chatTemplateKwargs));
        }

        /** {@link #template}, or the default that holds without it. */
        public Template effectiveTemplate() {
            if (template != null) {
                return template;
            }
            return messages.isEmpty() ? Template.NONE : Template.CHAT;
        }
    }

    /**
     * Choice of the next token.
     *
     * @param temperature 0 is greedy, at most {@link Limits#MAX_TEMPERATURE}
     * @param topP nucleus sampling, above 0 and at most 1
     * @param seed of the random numbers
     * @param n number of samples, 1 to {@link Limits#SAMPLES}
     */
    public record Sampling(Double temperature, Double topP, Long seed, Integer n) {
        /** Of one sample. */
        public Sampling(Double temperature, Double topP, Long seed) {
            this(temperature, topP, seed, null);
        }
    }

    /**
     * End of the generation.
     *
     * @param maxTokens most tokens generated, 1 to {@link Limits#MAX_TOKENS}
     * @param maxReasoningTokens most tokens of reasoning, 0 to {@link Limits#MAX_TOKENS}
     * @param stop generation ends before the first of these strings
     * @param stopTokenIds generation ends before the first of these tokens
     * @param ignoreEos true: generate exactly {@code maxTokens}
     */
    public record Stopping(
            Integer maxTokens,
            Integer maxReasoningTokens,
            List<String> stop,
            List<Integer> stopTokenIds,
            Boolean ignoreEos) {
        public Stopping {
            stop = stop == null ? List.of() : List.copyOf(stop);
            stopTokenIds = stopTokenIds == null ? List.of() : List.copyOf(stopTokenIds);
        }
    }

    public static PromptBuilder builder() {
        return new PromptBuilder();
    }

    public PromptBuilder toBuilder() {
        return new PromptBuilder(this);
    }

    public PromptEvent withId(String newId) {
        return toBuilder().id(newId).build();
    }

    @JsonValue
    Map<String, Object> json() {
        return PromptJsonWriter.write(this);
    }
}
