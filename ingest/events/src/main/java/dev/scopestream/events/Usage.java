package dev.scopestream.events;

/** Tokens of a request; {@code totalTokens} is the sum. */
public record Usage(int promptTokens, int completionTokens, int totalTokens) {
    public static Usage of(int promptTokens, int completionTokens) {
        return new Usage(promptTokens, completionTokens, Math.addExact(promptTokens, completionTokens));
    }

    static Usage read(Fields f) {
        Usage usage = new Usage(
                f.integer("prompt_tokens", 0, Integer.MAX_VALUE),
                f.integer("completion_tokens", 0, Integer.MAX_VALUE),
                f.integer("total_tokens", 0, Integer.MAX_VALUE));
        if (usage.totalTokens != (long) usage.promptTokens + usage.completionTokens) {
            throw f.invalid("total_tokens", "must be prompt_tokens + completion_tokens");
        }
        return usage;
    }
}
