package dev.scopestream.events;

import com.fasterxml.jackson.databind.JsonNode;

/** One message of a conversation, for the model's chat template. */
public record Message(Role role, String content) {
    public enum Role implements WireEnum {
        SYSTEM,
        USER,
        ASSISTANT
    }

    static Message read(JsonNode node, String path) {
        Fields f = Fields.of(node, path);
        return new Message(f.choice("role", Role.class), f.text("content", 0, Limits.PROMPT_CHARS));
    }
}
