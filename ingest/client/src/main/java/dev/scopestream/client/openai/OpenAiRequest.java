package dev.scopestream.client.openai;

import dev.scopestream.events.EventCodec;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.StreamForm;

/**
 * A request's body. Its fields are a prompt's own, with {@code stream} and {@code stream_options} besides.
 *
 * @param prompt without an id, unless the body has one
 */
public record OpenAiRequest(Endpoint endpoint, PromptEvent prompt, StreamForm form) {
    /**
     * Reads a body as {@link EventCodec#PROMPT} does.
     *
     * @throws InvalidEventException naming the first field that is wrong
     */
    public static OpenAiRequest read(Endpoint endpoint, byte[] body) {
        PromptEvent prompt = EventCodec.PROMPT.decode(body);
        if (endpoint == Endpoint.CHAT && prompt.input().prompt() != null) {
            throw new InvalidEventException("messages", "is missing: prompt is for " + Endpoint.COMPLETIONS.path());
        }
        if (endpoint == Endpoint.COMPLETIONS && prompt.input().prompt() == null) {
            throw new InvalidEventException("prompt", "is missing: messages are for " + Endpoint.CHAT.path());
        }
        return new OpenAiRequest(endpoint, prompt, StreamForm.read(body));
    }
}
