package dev.scopestream.generator.prompt;

import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.Template;

/** What a prompt asks for, by {@code gen_ai.operation.name} of OpenTelemetry's semantic conventions. */
public enum Operation {
    /** To go on with a conversation, under a template. */
    CHAT("chat"),
    /** To go on with a text as it is. */
    TEXT_COMPLETION("text_completion");

    private final String wire;

    Operation(String wire) {
        this.wire = wire;
    }

    /** By the template that the prompt names, or has without naming one. */
    public static Operation of(PromptEvent event) {
        return event.input().effectiveTemplate() == Template.NONE ? TEXT_COMPLETION : CHAT;
    }

    public String wire() {
        return wire;
    }
}
