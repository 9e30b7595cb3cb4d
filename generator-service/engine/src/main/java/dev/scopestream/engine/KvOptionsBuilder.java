package dev.scopestream.engine;

import dev.scopestream.engine.KvOptions.Fidelity;
import dev.scopestream.engine.KvOptions.GroupReduce;
import dev.scopestream.engine.KvOptions.Pooling;
import dev.scopestream.engine.KvOptions.WindowScore;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes {@link KvOptions}; its components define the values. */
public final class KvOptionsBuilder {
    private Fidelity fidelity;
    private String prefill;
    private Budget capacity;
    private int observation;
    private int sinks;
    private String decode;
    private Budget window;
    private Budget recent;
    private OptionalInt delta;
    private int kernel;
    private Pooling pooling;
    private WindowScore score;
    private GroupReduce reduce;
    private Optional<Recall> recall;

    KvOptionsBuilder(KvOptions from) {
        this.fidelity = from.fidelity();
        this.prefill = from.prefill().policy();
        this.capacity = from.prefill().capacity();
        this.observation = from.prefill().observation();
        this.sinks = from.prefill().sinks();
        this.decode = from.decode().policy();
        this.window = from.decode().window();
        this.recent = from.decode().recent();
        this.delta = from.decode().delta();
        this.kernel = from.prefill().kernel();
        this.pooling = from.prefill().pooling();
        this.score = from.scoring().score();
        this.reduce = from.scoring().reduce();
        this.recall = from.recall();
    }

    public KvOptionsBuilder fidelity(Fidelity value) {
        fidelity = value;
        return this;
    }

    /** A prefill policy's name. */
    public KvOptionsBuilder prefill(String value) {
        prefill = value;
        return this;
    }

    /** C. */
    public KvOptionsBuilder capacity(Budget value) {
        capacity = value;
        return this;
    }

    /** w. */
    public KvOptionsBuilder observation(int value) {
        observation = value;
        return this;
    }

    public KvOptionsBuilder sinks(int value) {
        sinks = value;
        return this;
    }

    /** A decode policy's name. */
    public KvOptionsBuilder decode(String value) {
        decode = value;
        return this;
    }

    /** W. */
    public KvOptionsBuilder window(Budget value) {
        window = value;
        return this;
    }

    /** R. */
    public KvOptionsBuilder recent(Budget value) {
        recent = value;
        return this;
    }

    public KvOptionsBuilder delta(OptionalInt value) {
        delta = value;
        return this;
    }

    public KvOptionsBuilder kernel(int value) {
        kernel = value;
        return this;
    }

    public KvOptionsBuilder pooling(Pooling value) {
        pooling = value;
        return this;
    }

    public KvOptionsBuilder score(WindowScore value) {
        score = value;
        return this;
    }

    public KvOptionsBuilder reduce(GroupReduce value) {
        reduce = value;
        return this;
    }

    public KvOptionsBuilder recall(Optional<Recall> value) {
        recall = value;
        return this;
    }

    public KvOptionsBuilder recall(Recall value) {
        return recall(Optional.of(value));
    }

    public KvOptions build() {
        return new KvOptions(
                fidelity,
                new KvOptions.Prefill(prefill, capacity, observation, sinks, kernel, pooling),
                new KvOptions.Decode(decode, window, recent, delta),
                new KvOptions.Scoring(score, reduce),
                recall);
    }
}
