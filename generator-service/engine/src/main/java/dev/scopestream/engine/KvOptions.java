package dev.scopestream.engine;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a request's KV cache is compressed: the policies by name, and their parameters (SCOPE, arXiv 2412.13649). Symbols
 * as in the paper: C, w, W, R.
 *
 * @param recall how evicted entries are attended to again; empty: they aren't
 */
public record KvOptions(Fidelity fidelity, Prefill prefill, Decode decode, Scoring scoring, Optional<Recall> recall) {
    private static final KvOptions DEFAULTS = new KvOptions(
            Fidelity.SCOPE,
            new Prefill("allkv", Budget.tokens(1024), 0, 4, 7, Pooling.MAXPOOL),
            new Decode("none", Budget.tokens(512), Budget.tokens(256), OptionalInt.empty()),
            new Scoring(WindowScore.AUTO, GroupReduce.MEAN),
            Optional.empty());

    /**
     * What is kept of the prompt.
     *
     * @param policy a prefill policy's name, see {@code PolicyRegistry}
     * @param capacity C: entries kept of the prompt, by a policy that compresses it
     * @param observation w: the last tokens of the prompt, always kept, whose queries score the others; 0: the policy's own
     *     number (8; for StreamingLLM in reference fidelity C/2)
     * @param sinks first tokens of the prompt that StreamingLLM keeps in scope fidelity
     * @param kernel width of the pooling over prompt scores, odd
     */
    public record Prefill(String policy, Budget capacity, int observation, int sinks, int kernel, Pooling pooling) {}

    /**
     * What is kept of the output.
     *
     * @param policy a decode policy's name, see {@code PolicyRegistry}
     * @param window W: entries of the output that are kept
     * @param recent R: the newest entries of the window, never evicted; below {@code window}
     * @param delta steps between two growths of an adaptive window; empty: from {@code max_tokens}
     */
    public record Decode(String policy, Budget window, Budget recent, OptionalInt delta) {}

    /** How entries of the output are ranked, and how scores of query heads are combined. */
    public record Scoring(WindowScore score, GroupReduce reduce) {}

    public enum Fidelity {
        /** The published reference's results token for token, its faults included; one cache entry per query head. */
        REFERENCE,
        /** The method as the paper describes it; one cache entry per key/value head. */
        SCOPE
    }

    public enum Pooling {
        MAXPOOL,
        AVGPOOL
    }

    /** How the attention weights that an entry of the output got in each step become its score. */
    public enum WindowScore {
        /** The decode policy's own. */
        AUTO,
        /** The last step's weight, as the SCOPE reference has it. */
        LAST,
        SUM,
        /** A sum in which each step's weight counts 0.99 of the next one's. */
        DECAYED,
        MAX,
        /** The mean over the steps since the entry came. */
        MEAN
    }

    /** How the scores of a group's query heads become the score of their key/value head. */
    public enum GroupReduce {
        MEAN,
        MAX
    }

    /** The full cache. */
    public static KvOptions defaults() {
        return DEFAULTS;
    }

    /** A builder that begins with {@link #defaults}. */
    public static KvOptionsBuilder builder() {
        return DEFAULTS.toBuilder();
    }

    /** A builder that begins with these options. */
    public KvOptionsBuilder toBuilder() {
        return new KvOptionsBuilder(this);
    }

    /**
     * An enum constant by its name in any case.
     *
     * @throws InvalidRequestException naming the field and listing what is allowed
     */
    public static <E extends Enum<E>> E parse(Class<E> type, String field, String name) {
        return EnumNames.find(type, name)
                .orElseThrow(() ->
                        new InvalidRequestException(field, "'" + name + "' is not one of " + EnumNames.listed(type)));
    }
}
