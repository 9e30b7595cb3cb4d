package dev.scopestream.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;

/**
 * The final record of a prompt that was served. In JSON the output's fields stand beside the others. Of several samples the
 * output and {@code kv} are the first one's, the usage counts all of them, and the timings are those of the sample that ended
 * last.
 *
 * @param model the served model's name
 * @param attempt number of the generation that made the output, see {@link ChunkEvent}
 * @param moves how often it went on in another generator from what one had saved
 * @param resumedTokens generated tokens that this attempt took over from an earlier one
 * @param worker the generator that finished it
 * @param dataset as the prompt's reference names it, or null
 * @param choices all samples, by their index; empty: the prompt asked for one
 */
public record ResultEvent(
        String id,
        String model,
        @JsonUnwrapped Output output,
        Usage usage,
        KvReport kv,
        RequestTimings timings,
        int attempt,
        int moves,
        int resumedTokens,
        String worker,
        String dataset,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ResultChoice> choices) {

    public ResultEvent {
        choices = List.copyOf(choices);
    }

    /**
     * What was generated.
     *
     * @param text the answer, without special tokens and without the stop string that ended it
     * @param reasoning what the model wrote before the answer, without its markers; null: it isn't a reasoning model, or
     *     didn't reason
     * @param tokenIds generated tokens, reasoning included, without an end-of-sequence token
     */
    public record Output(String text, String reasoning, List<Integer> tokenIds, FinishReason finishReason) {
        public Output {
            tokenIds = List.copyOf(tokenIds);
        }

        static Output read(Fields f) {
            return new Output(
                    f.text("text", 0, Limits.TEXT_CHARS),
                    f.optionalText("reasoning", 0, Limits.TEXT_CHARS),
                    f.list("token_ids", 0, Limits.MAX_TOKENS, (n, p) ->
                            (int) Values.integer(n, p, 0, Integer.MAX_VALUE)),
                    f.choice("finish_reason", FinishReason.class));
        }
    }

    /** The outputs of all samples. */
    public List<Output> outputs() {
        return choices.isEmpty()
                ? List.of(output)
                : choices.stream().map(ResultChoice::output).toList();
    }

    /**
     * Why the request as a whole ended: where a sample was cancelled, or came to the deadline, that is the reason, whatever
     * ended the others; else the first sample's.
     */
    public FinishReason ended() {
        return outputs().stream()
                .map(Output::finishReason)
                .filter(reason -> reason == FinishReason.CANCELLED || reason == FinishReason.DEADLINE)
                .findFirst()
                .orElse(output.finishReason());
    }

    public static ResultBuilder builder() {
        return new ResultBuilder();
    }

    public ResultBuilder toBuilder() {
        return new ResultBuilder(this);
    }

    static ResultEvent read(Fields f) {
        return builder()
                .id(f.id())
                .model(f.text("model", 1, Limits.NAME_CHARS))
                .output(Output.read(f))
                .usage(Usage.read(f.object("usage")))
                .kv(KvReportJson.read(f.object("kv")))
                .timings(RequestTimings.read(f.object("timings")))
                .attempt(f.integer("attempt", 1, Integer.MAX_VALUE))
                .moved(count(f, "moves"), count(f, "resumed_tokens"))
                .worker(f.text("worker", 1, Limits.NAME_CHARS))
                .dataset(f.optionalText("dataset", 1, Limits.NAME_CHARS))
                .choices(f.optionalList("choices", 0, Limits.SAMPLES, ResultChoice::read))
                .build();
    }

    /** 0 in results of generators that didn't say. */
    private static int count(Fields f, String name) {
        Integer count = f.optionalInteger(name, 0, Integer.MAX_VALUE);
        return count == null ? 0 : count;
    }
}
