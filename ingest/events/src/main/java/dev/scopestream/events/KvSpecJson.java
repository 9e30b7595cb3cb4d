package dev.scopestream.events;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A {@link KvSpec} as JSON: one flat object, with {@code recall} as the only nested one. */
final class KvSpecJson {
    private static final List<String> NAMES = List.of(
            "prefill",
            "decode",
            "fidelity",
            "capacity",
            "observation",
            "window",
            "recent",
            "sinks",
            "kernel",
            "pooling",
            "delta",
            "score",
            "reduce",
            "recall");
    private static final List<String> RECALL_NAMES = List.of("slots", "bits", "every");

    private KvSpecJson() {}

    /** @throws InvalidEventException also for a name that is none of these, with the nearest one */
    static KvSpec read(Fields f) {
        f.only(NAMES);
        Integer kernel = f.optionalInteger("kernel", 1, 10_001);
        if (kernel != null && kernel % 2 == 0) {
            throw f.invalid("kernel", "must be odd, is " + kernel);
        }
        return KvSpec.builder()
                .prefill(f.optionalText("prefill", 1, Limits.NAME_CHARS))
                .decode(f.optionalText("decode", 1, Limits.NAME_CHARS))
                .fidelity(f.optionalChoice("fidelity", KvSpec.Fidelity.class))
                .capacity(budget(f, "capacity"))
                .observation(f.optionalInteger("observation", 1, Limits.ENTRIES))
                .window(budget(f, "window"))
                .recent(budget(f, "recent"))
                .sinks(f.optionalInteger("sinks", 0, Limits.ENTRIES))
                .kernel(kernel)
                .pooling(f.optionalChoice("pooling", KvSpec.Pooling.class))
                .delta(f.optionalInteger("delta", 1, Limits.MAX_TOKENS))
                .score(f.optionalChoice("score", KvSpec.Score.class))
                .reduce(f.optionalChoice("reduce", KvSpec.Reduce.class))
                .recall(f.has("recall") ? recall(f.object("recall").only(RECALL_NAMES)) : null)
                .build();
    }

    /** What isn't null, in the order of the schema. */
    static Map<String, Object> write(KvSpec spec) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("prefill", spec.prefill().policy());
        json.put("decode", spec.decode().policy());
        json.put("fidelity", spec.fidelity());
        json.put("capacity", spec.prefill().capacity());
        json.put("observation", spec.prefill().observation());
        json.put("window", spec.decode().window());
        json.put("recent", spec.decode().recent());
        json.put("sinks", spec.prefill().sinks());
        json.put("kernel", spec.prefill().kernel());
        json.put("pooling", spec.prefill().pooling());
        json.put("delta", spec.decode().delta());
        json.put("score", spec.scoring().score());
        json.put("reduce", spec.scoring().reduce());
        json.put("recall", spec.recall());
        json.values().removeIf(Objects::isNull);
        return json;
    }

    private static KvSpec.Recall recall(Fields f) {
        return new KvSpec.Recall(
                f.optionalInteger("slots", 0, Limits.ENTRIES),
                f.optionalInteger("bits", 1, 8),
                f.optionalInteger("every", 1, Limits.MAX_TOKENS));
    }

    private static EntryBudget budget(Fields f, String name) {
        return f.has(name) ? EntryBudget.read(f.raw(name), f.path(name)) : null;
    }
}
