package dev.scopestream.events;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How a request's KV cache shall be compressed. Every component may be null: then the generator's default holds. Policy
 * names are the engine's; a generator that doesn't know one says which there are.
 *
 * @param prefill prefill policy, such as allkv, h2o, snapkv
 * @param decode decode policy, such as none, slide, adaptive
 * @param capacity entries kept of the prompt
 * @param observation last prompt tokens that are always kept and whose queries score the others
 * @param window entries kept of the output
 * @param recent newest entries of the window, never evicted
 * @param sinks first prompt tokens that StreamingLLM keeps
 * @param kernel width of the pooling over prompt scores, odd
 * @param delta steps between two growths of an adaptive window
 * @param score what an entry's attention weights are worth when one must go
 * @param reduce how a group's query heads count together
 * @param recall fetching evicted entries back
 */
public record KvSpec(
        String prefill,
        String decode,
        Fidelity fidelity,
        EntryBudget capacity,
        Integer observation,
        EntryBudget window,
        EntryBudget recent,
        Integer sinks,
        Integer kernel,
        Pooling pooling,
        Integer delta,
        Score score,
        Reduce reduce,
        Recall recall) {

    /** As the published reference computes, or as SCOPE describes it. */
    public enum Fidelity implements WireEnum {
        REFERENCE,
        SCOPE
    }

    public enum Pooling implements WireEnum {
        MAXPOOL,
        AVGPOOL
    }

    public enum Score implements WireEnum {
        LAST,
        SUM,
        DECAYED,
        MAX,
        MEAN
    }

    public enum Reduce implements WireEnum {
        MEAN,
        MAX
    }

    /**
     * Recall of evicted entries; null components as above.
     *
     * @param slots entries per layer and head that may be recalled at a time; 0: none
     * @param bits of the copy of an evicted key that stays in memory, 1 to 8
     * @param every steps between two choices
     */
    public record Recall(Integer slots, Integer bits, Integer every) {
        static Recall read(Fields f) {
            return new Recall(
                    f.optionalInteger("slots", 0, Limits.ENTRIES),
                    f.optionalInteger("bits", 1, 8),
                    f.optionalInteger("every", 1, Limits.MAX_TOKENS));
        }
    }

    /** Everything by the generator's defaults. */
    public static KvSpec defaults() {
        return new KvSpec(null, null, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    public static KvSpec of(String prefill, String decode) {
        return new KvSpec(prefill, decode, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    public KvSpec withBudgets(EntryBudget newCapacity, EntryBudget newWindow, EntryBudget newRecent) {
        return new KvSpec(
                prefill,
                decode,
                fidelity,
                newCapacity,
                observation,
                newWindow,
                newRecent,
                sinks,
                kernel,
                pooling,
                delta,
                score,
                reduce,
                recall);
    }

    public KvSpec withFidelity(Fidelity value) {
        return new KvSpec(
                prefill,
                decode,
                value,
                capacity,
                observation,
                window,
                recent,
                sinks,
                kernel,
                pooling,
                delta,
                score,
                reduce,
                recall);
    }

    /** A specification from a JSON object, by the same rules as within a prompt. */
    static KvSpec read(JsonNode node, String path) {
        return read(Fields.of(node, path));
    }

    static KvSpec read(Fields f) {
        Integer kernel = f.optionalInteger("kernel", 1, 10_001);
        if (kernel != null && kernel % 2 == 0) {
            throw f.invalid("kernel", "must be odd, is " + kernel);
        }
        return new KvSpec(
                f.optionalText("prefill", 1, Limits.NAME_CHARS),
                f.optionalText("decode", 1, Limits.NAME_CHARS),
                f.optionalChoice("fidelity", Fidelity.class),
                budget(f, "capacity"),
                f.optionalInteger("observation", 1, Limits.ENTRIES),
                budget(f, "window"),
                budget(f, "recent"),
                f.optionalInteger("sinks", 0, Limits.ENTRIES),
                kernel,
                f.optionalChoice("pooling", Pooling.class),
                f.optionalInteger("delta", 1, Limits.MAX_TOKENS),
                f.optionalChoice("score", Score.class),
                f.optionalChoice("reduce", Reduce.class),
                f.has("recall") ? Recall.read(f.object("recall")) : null);
    }

    private static EntryBudget budget(Fields f, String name) {
        return f.has(name) ? EntryBudget.read(f.raw(name), f.path(name)) : null;
    }
}
