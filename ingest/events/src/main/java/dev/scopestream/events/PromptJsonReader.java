package dev.scopestream.events;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads a {@link PromptEvent} from a prompt's JSON, as clients of OpenAI's API write it too. */
final class PromptJsonReader {
    private PromptJsonReader() {}

    static PromptEvent read(Fields f) {
        if (f.has("prompt") && f.has("messages")) {
            throw f.invalid("prompt", "and messages exclude each other");
        }
        if (!f.has("prompt") && !f.has("messages")) {
            throw f.invalid("prompt", "is missing, and so is messages: one of them must be there");
        }
        UnsupportedParameters.refuse(f);
        Double topP = f.optionalDecimal("top_p", 0, 1);
        if (topP != null && topP == 0) {
            throw f.invalid("top_p", "must be above 0");
        }
        return new PromptEvent(
                f.has("id") ? f.id() : null,
                input(f),
                new PromptEvent.Sampling(
                        f.optionalDecimal("temperature", 0, Limits.MAX_TEMPERATURE),
                        topP,
                        f.optionalLong("seed", Long.MIN_VALUE, Long.MAX_VALUE),
                        f.optionalInteger("n", 1, Limits.SAMPLES)),
                stopping(f),
                f.optionalText("model", 1, Limits.NAME_CHARS),
                f.has("kv") ? KvSpecJson.read(f.object("kv")) : null,
                f.optionalLong("deadline_ms", 0, Long.MAX_VALUE),
                f.has("reference") ? Expected.read(f.object("reference")) : null);
    }

    private static PromptEvent.Input input(Fields f) {
        return new PromptEvent.Input(
                prompt(f),
                f.optionalList("messages", 1, Limits.MESSAGES, Message::read),
                f.optionalChoice("template", Template.class),
                f.has("chat_template_kwargs")
                        ? TemplateArguments.read(f.raw("chat_template_kwargs"), f.path("chat_template_kwargs"))
                        : null);
    }

    private static PromptEvent.Stopping stopping(Fields f) {
        return new PromptEvent.Stopping(
                maxTokens(f),
                f.optionalInteger("max_reasoning_tokens", 0, Limits.MAX_TOKENS),
                f.itemOrList("stop", Limits.STOP_STRINGS, (n, p) -> Values.text(n, p, 1, Limits.STOP_CHARS)),
                f.optionalList("stop_token_ids", 0, Limits.STOP_TOKEN_IDS, PromptJsonReader::tokenId),
                f.optionalFlag("ignore_eos"));
    }

    /** A text, or a list of one text as OpenAI's completions have it. */
    private static String prompt(Fields f) {
        if (f.has("prompt") && f.raw("prompt").isArray()) {
            return f.list("prompt", 1, 1, (n, p) -> Values.text(n, p, 1, Limits.PROMPT_CHARS))
                    .get(0);
        }
        return f.optionalText("prompt", 1, Limits.PROMPT_CHARS);
    }

    /** {@code max_completion_tokens} is OpenAI's newer name of {@code max_tokens}. */
    private static Integer maxTokens(Fields f) {
        Integer named = f.optionalInteger("max_tokens", 1, Limits.MAX_TOKENS);
        Integer newer = f.optionalInteger("max_completion_tokens", 1, Limits.MAX_TOKENS);
        if (named != null && newer != null && !named.equals(newer)) {
            throw f.invalid("max_completion_tokens", "is " + newer + ", but max_tokens is " + named);
        }
        return named == null ? newer : named;
    }

    private static Integer tokenId(JsonNode node, String path) {
        return (int) Values.integer(node, path, 0, Integer.MAX_VALUE);
    }
}
