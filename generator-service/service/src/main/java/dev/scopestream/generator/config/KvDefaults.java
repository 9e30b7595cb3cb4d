package dev.scopestream.generator.config;

import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.policy.PromptShape;
import dev.scopestream.engine.policy.WindowBudgets;
import dev.scopestream.events.EntryBudget;
import dev.scopestream.events.KvSpec;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;

/**
 * What holds where a prompt's {@code kv} says nothing, {@code scope.kv.*}: the same names and values as there.
 *
 * @param capacity entries such as 1024, or a share of the prompt such as 40%; likewise window and recent
 * @param recallSlots null or 0: nothing is recalled; the next two count only with it
 */
@Introspected
@ConfigurationProperties("scope.kv")
public record KvDefaults(
        @Nullable String prefill,
        @Nullable String decode,
        @Nullable String fidelity,
        @Nullable String capacity,
        @Nullable Integer observation,
        @Nullable String window,
        @Nullable String recent,
        @Nullable Integer sinks,
        @Nullable Integer kernel,
        @Nullable String pooling,
        @Nullable Integer delta,
        @Nullable String score,
        @Nullable String reduce,
        @Nullable Integer recallSlots,
        @Nullable Integer recallBits,
        @Nullable Integer recallEvery) {
    /** Tokens; contradictions of shares show with a request only. */
    private static final int TYPICAL_PROMPT = 1000;

    /** @throws ConfigurationError naming the option that is wrong and what is allowed */
    public KvOptions options() {
        try {
            return checked(KvMapper.apply(
                    KvOptions.defaults(),
                    KvSpec.builder()
                            .prefill(prefill)
                            .decode(decode)
                            .fidelity(constant(KvSpec.Fidelity.class, "fidelity", fidelity))
                            .capacity(budget(capacity))
                            .observation(observation)
                            .window(budget(window))
                            .recent(budget(recent))
                            .sinks(sinks)
                            .kernel(kernel)
                            .pooling(constant(KvSpec.Pooling.class, "pooling", pooling))
                            .delta(delta)
                            .score(constant(KvSpec.Score.class, "score", score))
                            .reduce(constant(KvSpec.Reduce.class, "reduce", reduce))
                            .recall(
                                    recallSlots == null
                                            ? null
                                            : new KvSpec.Recall(recallSlots, recallBits, recallEvery))
                            .build()));
        } catch (InvalidRequestException e) {
            String option = e.field().startsWith("kv.") ? e.field() : "kv." + e.field();
            throw new ConfigurationError("scope." + option + " " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationError("scope.kv.*: " + e.getMessage(), e);
        }
    }

    /** Numbers that contradict each other would refuse every prompt that says nothing else. */
    private static KvOptions checked(KvOptions options) {
        WindowBudgets unused = WindowBudgets.of(options.decode(), TYPICAL_PROMPT);
        KvOptions.Prefill prefill = options.prefill();
        if (prefill.capacity().yields() == 0) {
            PromptShape.requireBelow(prefill.observation(), prefill.capacity().resolve(TYPICAL_PROMPT));
        }
        return options;
    }

    private static EntryBudget budget(String text) {
        return text == null ? null : EntryBudget.parse(text);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String name, String text) {
        return text == null ? null : KvOptions.parse(type, name, text);
    }
}
