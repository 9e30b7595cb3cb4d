package dev.scopestream.engine.tokenizer;

import dev.scopestream.engine.IntArray;
import java.util.Map;
import java.util.Set;

/**
 * Control tokens that end a text or a turn by their name: those that llama.cpp ends a generation at (llama-vocab.cpp), but
 * not its tokens of infilling, and DeepSeek's, OpenChat's and Cohere's.
 */
public final class EndTokens {
    private static final Set<String> NAMES = Set.of(
            "</s>",
            "<EOT>",
            "<|EOT|>",
            "<|END_OF_TURN_TOKEN|>",
            "<|call|>",
            "<|calls|>",
            "<|end_of_text|>",
            "<|end_of_turn|>",
            "<|endoftext|>",
            "<|end|>",
            "<|eom_id|>",
            "<|eot_id|>",
            "<|eot|>",
            "<|flush|>",
            "<|im_end|>",
            "<|return|>",
            "<end_of_turn>",
            "<end_of_utterance>",
            "<eos>",
            "<turn|>",
            "[EOS]",
            "[EOT]",
            "_<EOT>",
            "<\uff5cend\u2581of\u2581sentence\uff5c>");

    /** With one of these a model's <|end|> ends a message, after which the turn goes on (OpenAI's harmony format). */
    private static final Set<String> AFTER_MESSAGES = Set.of("<|return|>", "<|call|>");

    private static final String MESSAGE_END = "<|end|>";

    private EndTokens() {}

    /** Whether a control token of this name ends a text or a turn. */
    static boolean isNamed(String token) {
        return NAMES.contains(token);
    }

    /** Ids of the end tokens, ascending. */
    public static IntArray among(Map<String, Integer> controlTokens) {
        boolean messages = AFTER_MESSAGES.stream().anyMatch(controlTokens::containsKey);
        return IntArray.of(NAMES.stream()
                .filter(name -> !(messages && name.equals(MESSAGE_END)))
                .filter(controlTokens::containsKey)
                .mapToInt(controlTokens::get)
                .sorted()
                .toArray());
    }
}
