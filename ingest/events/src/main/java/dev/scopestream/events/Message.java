package dev.scopestream.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** One message of a conversation, for the model's chat template. */
public record Message(Role role, String content) {
    private static final NeutralValue NO_CALLS = new NeutralValue.Empty(true);

    public enum Role implements WireEnum {
        SYSTEM,
        USER,
        ASSISTANT,
        /** OpenAI's newer name of the system's role. */
        DEVELOPER
    }

    /** Content may be a list of text parts, which become lines of one text (as vLLM and llama.cpp have it). */
    static Message read(JsonNode node, String path) {
        Fields f = Fields.of(node, path);
        String role = f.text("role", 0, Limits.NAME_CHARS);
        if (role.equals("tool") || role.equals("function")) {
            throw f.invalid("role", "'" + role + "' is not supported, as tools are not");
        }
        f.neutral("tool_calls", NO_CALLS);
        f.neutral("function_call", new NeutralValue.Nothing());
        f.neutral("audio", new NeutralValue.Nothing());
        return new Message(f.choice("role", Role.class), content(f));
    }

    private static String content(Fields f) {
        if (f.has("content") && f.raw("content").isArray()) {
            List<String> parts = f.list("content", 1, Limits.CONTENT_PARTS, Message::part);
            String text = String.join("\n", parts);
            if (text.codePointCount(0, text.length()) > Limits.PROMPT_CHARS) {
                throw f.invalid("content", "has more than " + Limits.PROMPT_CHARS + " characters");
            }
            return text;
        }
        return f.text("content", 0, Limits.PROMPT_CHARS);
    }

    private static String part(JsonNode node, String path) {
        Fields f = Fields.of(node, path);
        String type = f.text("type", 1, Limits.NAME_CHARS);
        if (!type.equals("text")) {
            throw f.invalid("type", Values.quote(type) + " is not supported: only text parts are");
        }
        return f.text("text", 0, Limits.PROMPT_CHARS);
    }
}
