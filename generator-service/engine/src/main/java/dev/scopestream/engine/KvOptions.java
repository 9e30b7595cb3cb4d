package dev.scopestream.engine;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * How a request's KV cache is compressed: the policies by name, and their parameters (spec: SCOPE, arXiv 2412.13649).
 *
 * @param prefill a prefill policy's name, see {@code PolicyRegistry}
 * @param decode a decode policy's name
 * @param capacity C: entries kept of the prompt, by a policy that compresses it
 * @param observation w: the last tokens of the prompt, always kept, whose queries score the others; 0: the policy's own
 *     number (8; for StreamingLLM in reference fidelity C/2)
 * @param window W: decode window, entries of the output that are kept
 * @param recent R: the newest entries of the window, never evicted; below {@code window}
 * @param sinks first tokens of the prompt that StreamingLLM keeps in scope fidelity
 * @param kernel width of the pooling over prompt scores, odd
 * @param delta steps between two growths of an adaptive window; empty: from {@code max_tokens}
 * @param recall brings evicted entries back; empty: doesn't
 */
public record KvOptions(
        String prefill,
        String decode,
        Fidelity fidelity,
        Budget capacity,
        int observation,
        Budget window,
        Budget recent,
        int sinks,
        int kernel,
        Pooling pooling,
        OptionalInt delta,
        WindowScore score,
        GroupReduce reduce,
        Optional<Recall> recall) {

    public enum Fidelity {
        /** The published reference's results token for token, its faults included; query-head storage. */
        REFERENCE,
        /** The method as described, with the reference's faults mended; key/value-head storage. */
        SCOPE
    }

    public enum Pooling {
        MAXPOOL,
        AVGPOOL
    }

    /** What the weights that an entry got, step by step, are worth when one must be evicted. */
    public enum WindowScore {
        /** What suits the decode policy best, by measurement. */
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

    /** How the scores of a group's query heads become one of their key/value head. */
    public enum GroupReduce {
        MEAN,
        MAX
    }

    public static KvOptions defaults() {
        return new KvOptions(
                "allkv",
                "none",
                Fidelity.SCOPE,
                Budget.tokens(1024),
                0,
                Budget.tokens(512),
                Budget.tokens(256),
                4,
                7,
                Pooling.MAXPOOL,
                OptionalInt.empty(),
                WindowScore.AUTO,
                GroupReduce.MEAN,
                Optional.empty());
    }

    public KvOptions withPolicies(String prefill, String decode) {
        return new KvOptions(
                prefill,
                decode,
                fidelity,
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

    public KvOptions withFidelity(Fidelity value) {
        return new KvOptions(
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

    public KvOptions withBudgets(Budget capacity, Budget window, Budget recent) {
        return new KvOptions(
                prefill,
                decode,
                fidelity,
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

    public KvOptions withPrefillDetails(int observation, int sinks, int kernel, Pooling pooling) {
        return new KvOptions(
                prefill,
                decode,
                fidelity,
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

    public KvOptions withDecodeDetails(OptionalInt delta, WindowScore score, GroupReduce reduce) {
        return new KvOptions(
                prefill,
                decode,
                fidelity,
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

    public KvOptions withRecall(Optional<Recall> value) {
        return new KvOptions(
                prefill,
                decode,
                fidelity,
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
                value);
    }

    /**
     * An enum constant by its name in any case.
     *
     * @throws InvalidRequestException naming the field and listing what is allowed
     */
    public static <E extends Enum<E>> E parse(Class<E> type, String field, String name) {
        return Arrays.stream(type.getEnumConstants())
                .filter(c -> c.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException(
                        field,
                        "'" + name + "' is not one of "
                                + Arrays.stream(type.getEnumConstants())
                                        .map(c -> c.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(", "))));
    }
}
