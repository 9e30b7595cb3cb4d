package dev.scopestream.client.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.events.Usage;

/** The body of an answer that isn't streamed. */
public final class WholeAnswer {
    private WholeAnswer() {}

    /** A chat completion or a completion, with {@code kv} (what the cache held and lost) as an additional field. */
    public static ObjectNode of(Endpoint endpoint, FinishedText finished) {
        ObjectNode body = OpenAiJson.object();
        body.put("id", finished.id());
        body.put("object", endpoint.object());
        body.put("created", finished.created());
        body.put("model", finished.model());
        ArrayNode choices = body.putArray("choices");
        finished.texts().forEach(text -> choice(choices.addObject(), choices.size() - 1, endpoint, text));
        body.set("usage", usage(finished.usage()));
        body.set("kv", OpenAiJson.tree(finished.kv()));
        return body;
    }

    private static void choice(ObjectNode choice, int index, Endpoint endpoint, FinishedText.Text finished) {
        choice.put("index", index);
        if (endpoint == Endpoint.CHAT) {
            ObjectNode message = choice.putObject("message");
            message.put("role", "assistant");
            message.put("content", finished.text());
            message.putNull("refusal");
            putReasoning(message, finished.reasoning());
        } else {
            choice.put("text", finished.text());
            putReasoning(choice, finished.reasoning());
        }
        choice.putNull("logprobs");
        choice.put("finish_reason", finished.finishReason().wire());
    }

    static void putReasoning(ObjectNode node, String reasoning) {
        if (reasoning != null && !reasoning.isEmpty()) {
            node.put("reasoning_content", reasoning);
        }
    }

    static ObjectNode usage(Usage usage) {
        ObjectNode node = OpenAiJson.object();
        node.put("prompt_tokens", usage.promptTokens());
        node.put("completion_tokens", usage.completionTokens());
        node.put("total_tokens", usage.totalTokens());
        node.putObject("completion_tokens_details").put("reasoning_tokens", usage.reasoningTokens());
        return node;
    }
}
