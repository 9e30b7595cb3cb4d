package dev.scopestream.client.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.events.FinishReason;

/**
 * The data of an answer's server-sent events.
 *
 * @param model as far as it is known before the result
 * @param created epoch seconds
 */
public record StreamedAnswer(Endpoint endpoint, String id, String model, long created, boolean includeUsage) {
    /** What ends a stream. */
    public static final String DONE = "[DONE]";

    /** A choice's first event: whose text it is. */
    public ObjectNode begin(int index) {
        ObjectNode event = event();
        ObjectNode choice = choice(event, index, null);
        if (endpoint == Endpoint.CHAT) {
            choice.putObject("delta").put("role", "assistant").put("content", "");
        } else {
            choice.put("text", "");
        }
        return event;
    }

    /** A piece of a choice's text or of the reasoning before it; empty: none. */
    public ObjectNode piece(int index, String text, String reasoning) {
        ObjectNode event = event();
        ObjectNode choice = choice(event, index, null);
        if (endpoint == Endpoint.CHAT) {
            ObjectNode delta = choice.putObject("delta");
            if (!text.isEmpty()) {
                delta.put("content", text);
            }
            WholeAnswer.putReasoning(delta, reasoning);
        } else {
            choice.put("text", text);
            WholeAnswer.putReasoning(choice, reasoning);
        }
        return event;
    }

    /** Why a choice's text ends here. */
    public ObjectNode end(int index, FinishedText finished) {
        ObjectNode event = event();
        event.put("model", finished.model());
        ObjectNode choice = choice(event, index, finished.texts().get(index).finishReason());
        if (endpoint == Endpoint.CHAT) {
            choice.putObject("delta");
        } else {
            choice.put("text", "");
        }
        event.set("kv", OpenAiJson.tree(finished.kv()));
        return event;
    }

    /** The numbers of tokens, without a choice. */
    public ObjectNode usage(FinishedText finished) {
        ObjectNode event = event();
        event.put("model", finished.model());
        event.putArray("choices");
        event.set("usage", WholeAnswer.usage(finished.usage()));
        return event;
    }

    private ObjectNode event() {
        ObjectNode event = OpenAiJson.object();
        event.put("id", id);
        event.put("object", endpoint.eventObject());
        event.put("created", created);
        event.put("model", model);
        if (includeUsage) {
            event.putNull("usage");
        }
        return event;
    }

    private static ObjectNode choice(ObjectNode event, int index, FinishReason reason) {
        ObjectNode choice = event.putArray("choices").addObject();
        choice.put("index", index);
        choice.putNull("logprobs");
        choice.put("finish_reason", reason == null ? null : reason.wire());
        return choice;
    }
}
