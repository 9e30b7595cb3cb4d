package dev.scopestream.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What shall be generated. Either {@code prompt} or {@code messages} is there. A null component is absent: then the
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
        Template template) {

    public PromptEvent {
        messages = messages == null ? List.of() : List.copyOf(messages);
        stop = stop == null ? List.of() : List.copyOf(stop);
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

    static PromptEvent read(Fields f) {
        if (f.has("prompt") && f.has("messages")) {
            throw f.invalid("prompt", "and messages exclude each other");
        }
        if (!f.has("prompt") && !f.has("messages")) {
            throw f.invalid("prompt", "is missing, and so is messages: one of them must be there");
        }
        Double topP = f.optionalDecimal("top_p", 0, 1);
        if (topP != null && topP == 0) {
            throw f.invalid("top_p", "must be above 0");
        }
        return new PromptEvent(
                f.has("id") ? f.id() : null,
                f.optionalText("prompt", 1, Limits.PROMPT_CHARS),
                f.optionalList("messages", 1, Limits.MESSAGES, Message::read),
                f.optionalInteger("max_tokens", 1, Limits.MAX_TOKENS),
                f.optionalDecimal("temperature", 0, Limits.MAX_TEMPERATURE),
                topP,
                f.optionalLong("seed", Long.MIN_VALUE, Long.MAX_VALUE),
                f.optionalList("stop", 0, Limits.STOP_STRINGS, (n, p) -> Values.text(n, p, 1, Limits.STOP_CHARS)),
                f.optionalText("model", 1, Limits.NAME_CHARS),
                f.has("kv") ? KvSpecJson.read(f.object("kv")) : null,
                f.optionalFlag("ignore_eos"),
                f.optionalLong("deadline_ms", 0, Long.MAX_VALUE),
                f.has("reference") ? Expected.read(f.object("reference")) : null,
                f.optionalChoice("template", Template.class));
    }
}
