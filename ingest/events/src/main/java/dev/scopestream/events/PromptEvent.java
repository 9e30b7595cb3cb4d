package dev.scopestream.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What shall be generated; read by {@link PromptReader}. Either {@code prompt} or {@code messages} is there. A null component is absent: then the
 * generator's default holds.
 *
 * @param id the request's id; null: the record's key, see {@link PromptRecord}
 * @param prompt text, or null
 * @param messages a conversation, or empty
 * @param maxTokens generate at most so many, 1 to {@link Limits#MAX_TOKENS}
 * @param temperature 0 is greedy, at most {@link Limits#MAX_TEMPERATURE}
 * @param topP nucleus sampling, above 0 and at most 1
 * @param stop generation ends before the first of these
 * @param model null: whichever the generator serves
 * @param ignoreEos true: generate exactly {@code maxTokens}
 * @param deadlineMs not worth generating after this time, epoch milliseconds
 * @param reference expected answers, passed on to {@link Topics#REFERENCES}' readers by whoever sends the prompt
 * @param template null: chat for messages, none for a prompt
 * @param chatTemplateKwargs additional variables of the chat template: String, Boolean, Long, Double or null
 * @param stopTokenIds generation ends before the first of these tokens
 * @param maxReasoningTokens at most so many tokens of reasoning, 0 to {@link Limits#MAX_TOKENS}
 */
public record PromptEvent(
        String id,
        String prompt,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Message> messages,
        Integer maxTokens,
        Double temperature,
        Double topP,
        Long seed,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> stop,
        String model,
        KvSpec kv,
        Boolean ignoreEos,
        Long deadlineMs,
        Expected reference,
        Template template,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Object> chatTemplateKwargs,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Integer> stopTokenIds,
        Integer maxReasoningTokens) {

    public PromptEvent {
        messages = messages == null ? List.of() : List.copyOf(messages);
        stop = stop == null ? List.of() : List.copyOf(stop);
        chatTemplateKwargs = chatTemplateKwargs == null
                ? Map.of()
                : Collections.unmodifiableMap(new LinkedHashMap<>(chatTemplateKwargs));
        stopTokenIds = stopTokenIds == null ? List.of() : List.copyOf(stopTokenIds);
    }

    /** What {@link #template} says, or what holds without it. */
    public Template effectiveTemplate() {
        if (template != null) {
            return template;
        }
        return messages.isEmpty() ? Template.NONE : Template.CHAT;
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
}
