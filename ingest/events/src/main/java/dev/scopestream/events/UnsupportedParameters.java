package dev.scopestream.events;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parameters of OpenAI's chat completions and completions, and of vLLM's extension of them, that would change the text or
 * the number of texts and aren't supported. They are taken with a value that changes nothing, and refused by name with any
 * other. Parameters without effect on the text (user, metadata, stream, store, ...) are unknown fields: ignored.
 */
final class UnsupportedParameters {
    private static final Map<String, NeutralValue> ALL = all();

    private UnsupportedParameters() {}

    /** @throws InvalidEventException naming the first parameter that would change something */
    static void refuse(Fields fields) {
        ALL.forEach(fields::neutral);
    }

    private static Map<String, NeutralValue> all() {
        Map<String, NeutralValue> all = new LinkedHashMap<>();
        numbers(all, 1, "best_of", "repetition_penalty", "length_penalty");
        numbers(
                all,
                0,
                "presence_penalty",
                "frequency_penalty",
                "top_logprobs",
                "min_p",
                "min_tokens",
                "prompt_logprobs");
        all.put("top_k", new NeutralValue.OneOfNumbers(List.of(-1, 0)));
        for (String name : List.of(
                "logprobs", "echo", "use_beam_search", "include_stop_str_in_output", "continue_final_message")) {
            all.put(name, new NeutralValue.Flag(false));
        }
        for (String name : List.of("skip_special_tokens", "add_generation_prompt")) {
            all.put(name, new NeutralValue.Flag(true));
        }
        for (String name : List.of("tools", "functions", "documents", "bad_words", "allowed_token_ids")) {
            all.put(name, new NeutralValue.Empty(true));
        }
        all.put("logit_bias", new NeutralValue.Empty(false));
        all.put("suffix", new NeutralValue.OneOfTexts(List.of("")));
        all.put("tool_choice", new NeutralValue.OneOfTexts(List.of("none", "auto")));
        all.put("function_call", new NeutralValue.OneOfTexts(List.of("none", "auto")));
        all.put("verbosity", new NeutralValue.OneOfTexts(List.of("medium")));
        all.put("response_format", new NeutralValue.TextType());
        all.put("modalities", new NeutralValue.OnlyText());
        for (String name : List.of(
                "audio",
                "reasoning_effort",
                "web_search_options",
                "chat_template",
                "truncate_prompt_tokens",
                "structured_outputs",
                "guided_json",
                "guided_regex",
                "guided_choice",
                "guided_grammar",
                "logits_processors")) {
            all.put(name, new NeutralValue.Nothing());
        }
        return all;
    }

    private static void numbers(Map<String, NeutralValue> all, int neutral, String... names) {
        for (String name : names) {
            all.put(name, new NeutralValue.OneOfNumbers(List.of(neutral)));
        }
    }
}
