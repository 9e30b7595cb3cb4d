package dev.scopestream.events;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/**
 * Compression of a request's KV cache. A null value stands for the generator's default. Policy names are the engine's;
 * a generator refuses unknown names and lists its own. In JSON all names stand in one
 * object, except the names of {@code recall}, which is nested, see {@link KvSpecJson}.
 *
 * @param prefill compression of the prompt's entries
 * @param decode compression of the output's entries
 * @param scoring how the decode policy ranks entries
 * @param recall fetching evicted entries back; null: as the generator's default says
 */
public record KvSpec(Fidelity fidelity, Prefill prefill, Decode decode, Scoring scoring, Recall recall) {

    /** As the published reference computes, or as SCOPE describes it. */
    public enum Fidelity implements WireEnum {
        REFERENCE,
        SCOPE
    }

    public enum Pooling implements WireEnum {
        MAXPOOL,
        AVGPOOL
    }

    /** What an entry's attention weights, step by step, are worth when one entry must be evicted. */
    public enum Score implements WireEnum {
        LAST,
        SUM,
        DECAYED,
        MAX,
        MEAN
    }

    /** How the query heads of a group count together. */
    public enum Reduce implements WireEnum {
        MEAN,
        MAX
    }

    /**
     * Compression of the prompt's entries.
     *
     * @param policy such as allkv, h2o, snapkv
     * @param capacity entries kept of the prompt
     * @param observation last prompt tokens that are always kept and whose queries score the others
     * @param sinks first prompt tokens that StreamingLLM keeps
     * @param kernel width of the pooling over prompt scores, odd
     */
    public record Prefill(
            String policy, EntryBudget capacity, Integer observation, Integer sinks, Integer kernel, Pooling pooling) {}

    /**
     * Compression of the output's entries.
     *
     * @param policy such as none, slide, adaptive
     * @param window entries kept of the output
     * @param recent newest entries of the window, never evicted
     * @param delta steps between two growths of an adaptive window
     */
    public record Decode(String policy, EntryBudget window, EntryBudget recent, Integer delta) {}

    /** Ranking of a window's entries. */
    public record Scoring(Score score, Reduce reduce) {}

    /**
     * Recall of evicted entries.
     *
     * @param slots entries per layer and head that may be recalled at a time; 0: none
     * @param bits of the copy of an evicted key that stays in memory, 1 to 8
     * @param every steps between two choices
     */
    public record Recall(Integer slots, Integer bits, Integer every) {}

    /** Everything by the generator's defaults. */
    public static KvSpec defaults() {
        return builder().build();
    }

    /** The policies by name, and the generator's defaults for the rest. */
    public static KvSpec of(String prefill, String decode) {
        return builder().prefill(prefill).decode(decode).build();
    }

    public static KvSpecBuilder builder() {
        return new KvSpecBuilder();
    }

    public KvSpecBuilder toBuilder() {
        return new KvSpecBuilder(this);
    }

    @JsonValue
    Map<String, Object> json() {
        return KvSpecJson.write(this);
    }
}
