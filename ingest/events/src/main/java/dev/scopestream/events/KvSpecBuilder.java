package dev.scopestream.events;

import dev.scopestream.events.KvSpec.Fidelity;
import dev.scopestream.events.KvSpec.Pooling;
import dev.scopestream.events.KvSpec.Recall;
import dev.scopestream.events.KvSpec.Reduce;
import dev.scopestream.events.KvSpec.Score;

/** Makes a {@link KvSpec} step by step; what isn't set is the generator's default. Names as in the JSON. */
public final class KvSpecBuilder {
    private String prefill;
    private String decode;
    private Fidelity fidelity;
    private EntryBudget capacity;
    private Integer observation;
    private EntryBudget window;
    private EntryBudget recent;
    private Integer sinks;
    private Integer kernel;
    private Pooling pooling;
    private Integer delta;
    private Score score;
    private Reduce reduce;
    private Recall recall;

    KvSpecBuilder() {}

    KvSpecBuilder(KvSpec spec) {
        prefill = spec.prefill().policy();
        decode = spec.decode().policy();
        fidelity = spec.fidelity();
        capacity = spec.prefill().capacity();
        observation = spec.prefill().observation();
        window = spec.decode().window();
        recent = spec.decode().recent();
        sinks = spec.prefill().sinks();
        kernel = spec.prefill().kernel();
        pooling = spec.prefill().pooling();
        delta = spec.decode().delta();
        score = spec.scoring().score();
        reduce = spec.scoring().reduce();
        recall = spec.recall();
    }

    /** The prefill policy's name. */
    public KvSpecBuilder prefill(String value) {
        prefill = value;
        return this;
    }

    /** The decode policy's name. */
    public KvSpecBuilder decode(String value) {
        decode = value;
        return this;
    }

    public KvSpecBuilder fidelity(Fidelity value) {
        fidelity = value;
        return this;
    }

    public KvSpecBuilder capacity(EntryBudget value) {
        capacity = value;
        return this;
    }

    public KvSpecBuilder observation(Integer value) {
        observation = value;
        return this;
    }

    public KvSpecBuilder window(EntryBudget value) {
        window = value;
        return this;
    }

    public KvSpecBuilder recent(EntryBudget value) {
        recent = value;
        return this;
    }

    public KvSpecBuilder sinks(Integer value) {
        sinks = value;
        return this;
    }

    public KvSpecBuilder kernel(Integer value) {
        kernel = value;
        return this;
    }

    public KvSpecBuilder pooling(Pooling value) {
        pooling = value;
        return this;
    }

    public KvSpecBuilder delta(Integer value) {
        delta = value;
        return this;
    }

    public KvSpecBuilder score(Score value) {
        score = value;
        return this;
    }

    public KvSpecBuilder reduce(Reduce value) {
        reduce = value;
        return this;
    }

    public KvSpecBuilder recall(Recall value) {
        recall = value;
        return this;
    }

    public KvSpec build() {
        return new KvSpec(
                fidelity,
                new KvSpec.Prefill(prefill, capacity, observation, sinks, kernel, pooling),
                new KvSpec.Decode(decode, window, recent, delta),
                new KvSpec.Scoring(score, reduce),
                recall);
    }
}
