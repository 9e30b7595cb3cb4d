package dev.scopestream.events;

/**
 * Tokens of a request; {@code totalTokens} is the sum.
 *
 * @param completionTokensDetails null: there was no reasoning
 */
public record Usage(
        int promptTokens, int completionTokens, int totalTokens, CompletionTokensDetails completionTokensDetails) {

    /**
     * What the completion's tokens are, as in OpenAI's API.
     *
     * @param reasoningTokens tokens up to the end of the reasoning, both markers included; the others are the answer's
     */
    public record CompletionTokensDetails(int reasoningTokens) {}

    public static Usage of(int promptTokens, int completionTokens) {
        return of(promptTokens, completionTokens, 0);
    }

    /** @param reasoningTokens 0: no reasoning */
    public static Usage of(int promptTokens, int completionTokens, int reasoningTokens) {
        return new Usage(
                promptTokens,
                completionTokens,
                Math.addExact(promptTokens, completionTokens),
                reasoningTokens == 0 ? null : new CompletionTokensDetails(reasoningTokens));
    }

    /** Tokens of reasoning among the completion's. */
    public int reasoningTokens() {
        return completionTokensDetails == null ? 0 : completionTokensDetails.reasoningTokens();
    }

    static Usage read(Fields f) {
        Fields details = f.optionalObject("completion_tokens_details");
        Usage usage = new Usage(
                f.integer("prompt_tokens", 0, Integer.MAX_VALUE),
                f.integer("completion_tokens", 0, Integer.MAX_VALUE),
                f.integer("total_tokens", 0, Integer.MAX_VALUE),
                details == null
                        ? null
                        : new CompletionTokensDetails(details.integer("reasoning_tokens", 0, Integer.MAX_VALUE)));
        if (usage.totalTokens != (long) usage.promptTokens + usage.completionTokens) {
            throw f.invalid("total_tokens", "must be prompt_tokens + completion_tokens");
        }
        if (usage.reasoningTokens() > usage.completionTokens) {
            throw f.invalid("completion_tokens", "must be at least completion_tokens_details.reasoning_tokens");
        }
        return usage;
    }
}
