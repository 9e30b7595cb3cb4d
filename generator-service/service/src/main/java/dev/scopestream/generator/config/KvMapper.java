package dev.scopestream.generator.config;

import dev.scopestream.engine.Budget;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.Recall;
import dev.scopestream.events.EntryBudget;
import dev.scopestream.events.KvSpec;
import java.util.Optional;
import java.util.OptionalInt;

/** Applies a request's {@code kv} object to the defaults. */
public final class KvMapper {
    private KvMapper() {}

    /**
     * {@code defaults}, overridden by what {@code spec} says. Defaults that contradict it give way.
     *
     * @param spec null: the defaults
     * @throws InvalidRequestException for what no engine could do
     */
    public static KvOptions apply(KvOptions defaults, KvSpec spec) {
        if (spec == null) {
            return apply(defaults, KvSpec.defaults());
        }
        return new KvOptions(
                constant(KvOptions.Fidelity.class, spec.fidelity(), defaults.fidelity()),
                prefill(spec.prefill(), defaults.prefill()),
                decode(spec.decode(), defaults.decode()),
                scoring(spec.scoring(), defaults.scoring()),
                recall(spec.recall(), defaults.recall()));
    }

    private static KvOptions.Prefill prefill(KvSpec.Prefill spec, KvOptions.Prefill defaults) {
        return new KvOptions.Prefill(
                or(spec.policy(), defaults.policy()),
                budget(spec.capacity(), defaults.capacity()),
                below(spec.capacity(), spec.observation(), defaults.observation()),
                below(spec.capacity(), spec.sinks(), defaults.sinks()),
                or(spec.kernel(), defaults.kernel()),
                constant(KvOptions.Pooling.class, spec.pooling(), defaults.pooling()));
    }

    /** A default that doesn't go with the capacity which the request names isn't the request's fault: it gives way. */
    private static int below(EntryBudget capacity, Integer wish, int otherwise) {
        if (wish != null) {
            return wish;
        }
        return capacity instanceof EntryBudget.Entries entries
                ? Math.min(otherwise, Math.max(1, entries.count() - 1))
                : otherwise;
    }

    private static KvOptions.Decode decode(KvSpec.Decode spec, KvOptions.Decode defaults) {
        return new KvOptions.Decode(
                or(spec.policy(), defaults.policy()),
                budget(spec.window(), defaults.window()),
                budget(spec.recent(), defaults.recent()),
                spec.delta() == null ? defaults.delta() : OptionalInt.of(spec.delta()));
    }

    private static KvOptions.Scoring scoring(KvSpec.Scoring spec, KvOptions.Scoring defaults) {
        return new KvOptions.Scoring(
                constant(KvOptions.WindowScore.class, spec.score(), defaults.score()),
                constant(KvOptions.GroupReduce.class, spec.reduce(), defaults.reduce()));
    }

    private static Optional<Recall> recall(KvSpec.Recall wish, Optional<Recall> otherwise) {
        if (wish == null) {
            return otherwise;
        }
        int slots = or(wish.slots(), otherwise.map(Recall::slots).orElse(Recall.DEFAULTS.slots()));
        return slots == 0
                ? Optional.empty()
                : Optional.of(new Recall(
                        slots,
                        or(wish.bits(), otherwise.orElse(Recall.DEFAULTS).bits()),
                        or(wish.every(), otherwise.orElse(Recall.DEFAULTS).every())));
    }

    private static <T> T or(T value, T otherwise) {
        return value == null ? otherwise : value;
    }

    private static <E extends Enum<E>> E constant(Class<E> type, Enum<?> wish, E otherwise) {
        return wish == null ? otherwise : Enum.valueOf(type, wish.name());
    }

    private static Budget budget(EntryBudget wish, Budget otherwise) {
        if (wish == null) {
            return otherwise.asDefault();
        }
        return wish instanceof EntryBudget.PromptShare share
                ? Budget.ofPrompt(share.share())
                : Budget.tokens(((EntryBudget.Entries) wish).count());
    }
}
