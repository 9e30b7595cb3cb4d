package dev.scopestream.events;

/**
 * How the sender of a prompt in OpenAI's form wants its answer: fields of the same object that don't concern the text, so
 * that {@link PromptEvent} has none of them.
 *
 * @param stream true: as server-sent events while it is generated
 * @param includeUsage {@code stream_options.include_usage}: the last event before the end has the numbers of tokens
 */
public record StreamForm(boolean stream, boolean includeUsage) {
    /**
     * Reads the fields from a prompt's JSON.
     *
     * @throws InvalidEventException naming the first field that is wrong
     */
    public static StreamForm read(byte[] prompt) {
        Fields f = Fields.of(JsonText.parse(prompt, Limits.PROMPT_BYTES), "");
        boolean stream = Boolean.TRUE.equals(f.optionalFlag("stream"));
        Fields options = f.optionalObject("stream_options");
        if (options != null && !stream) {
            throw f.invalid("stream_options", "may be given only with stream: true");
        }
        return new StreamForm(stream, options != null && Boolean.TRUE.equals(options.optionalFlag("include_usage")));
    }
}
