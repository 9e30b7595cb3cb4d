package dev.scopestream.engine.text;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The texts between which a model reasons before it answers. */
record ReasoningMarkers(String open, String close) {
    /** The markers of the supported families, the usual ones first. */
    private static final List<ReasoningMarkers> KNOWN = List.of(
            // Qwen3, QwQ, DeepSeek-R1 and its distillations, SmolLM3, Phi-4-reasoning, OLMo 3, Granite 3.3
            new ReasoningMarkers("<think>", "</think>"),
            // Magistral
            new ReasoningMarkers("[THINK]", "[/THINK]"),
            // OpenThinker, Sky-T1
            new ReasoningMarkers("<|begin_of_thought|>", "<|end_of_thought|>"),
            // EXAONE Deep
            new ReasoningMarkers("<thought>", "</thought>"),
            // Apriel
            new ReasoningMarkers("Here are my reasoning steps:", "[BEGIN FINAL RESPONSE]"),
            // Granite 3.2
            new ReasoningMarkers("Here is my thought process:", "Here is my response:"));

    /**
     * The markers of a model: the first whose closing marker is in its chat template, or whose markers are both added tokens
     * of its tokenizer; empty: it is no reasoning model.
     */
    static Optional<ReasoningMarkers> of(Optional<String> template, Set<String> addedTokens) {
        return KNOWN.stream()
                .filter(m -> template.filter(t -> t.contains(m.close)).isPresent()
                        || (addedTokens.contains(m.open) && addedTokens.contains(m.close)))
                .findFirst();
    }

    /** What is written to close a reasoning: the closing marker, with the newlines that the chat template writes around it. */
    String closing(Optional<String> template) {
        String text = template.orElse("").replace("\\n", "\n");
        boolean lineBefore = text.contains("\n" + close);
        int most = 0;
        for (int at = text.indexOf(close); at >= 0; at = text.indexOf(close, at + 1)) {
            int end = at + close.length();
            while (end < text.length() && text.charAt(end) == '\n') {
                end++;
            }
            most = Math.max(most, end - at - close.length());
        }
        return (lineBefore ? "\n" : "") + close + "\n".repeat(Math.min(most, 2));
    }
}
