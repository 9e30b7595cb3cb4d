package dev.scopestream.events;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** A {@link PromptEvent} as JSON: one flat object, read by {@link PromptJsonReader}. */
final class PromptJsonWriter {
    private PromptJsonWriter() {}

    /** What isn't absent, in the order of the schema. */
    static Map<String, Object> write(PromptEvent event) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", event.id());
        json.put("prompt", event.input().prompt());
        json.put("messages", event.input().messages());
        json.put("max_tokens", event.stopping().maxTokens());
        json.put("temperature", event.sampling().temperature());
        json.put("top_p", event.sampling().topP());
        json.put("seed", event.sampling().seed());
        json.put("n", event.sampling().n());
        json.put("stop", event.stopping().stop());
        json.put("model", event.model());
        json.put("kv", event.kv());
        json.put("ignore_eos", event.stopping().ignoreEos());
        json.put("deadline_ms", event.deadlineMs());
        json.put("reference", event.reference());
        json.put("template", event.input().template());
        json.put("chat_template_kwargs", event.input().chatTemplateKwargs());
        json.put("stop_token_ids", event.stopping().stopTokenIds());
        json.put("max_reasoning_tokens", event.stopping().maxReasoningTokens());
        json.values().removeIf(PromptJsonWriter::isAbsent);
        return json;
    }

    private static boolean isAbsent(Object value) {
        return value == null
                || (value instanceof Collection<?> list && list.isEmpty())
                || (value instanceof Map<?, ?> map && map.isEmpty());
    }
}
