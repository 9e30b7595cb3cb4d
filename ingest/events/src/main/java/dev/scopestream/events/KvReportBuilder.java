package dev.scopestream.events;

import java.util.Objects;

/** Makes a {@link KvReport} step by step. The policy must be set; counts that aren't set are 0. */
public final class KvReportBuilder {
    private KvReport.Policy policy;
    private KvReport.Sizes sizes = new KvReport.Sizes(0, 0, 0);
    private KvReport.Memory memory = new KvReport.Memory(0, 0);
    private KvReport.Evictions evictions = new KvReport.Evictions(0, 0, 0);
    private KvReport.Recall recall = KvReport.Recall.NONE;
    private KvReport.LostMass lostMass = new KvReport.LostMass(0, 0);

    KvReportBuilder() {}

    /** The names of the two policies, which together are the pair's name. */
    public KvReportBuilder policy(String prefill, String decode, KvSpec.Fidelity fidelity) {
        policy = new KvReport.Policy(prefill + "+" + decode, prefill, decode, fidelity);
        return this;
    }

    public KvReportBuilder sizes(int capacity, int window, int recent) {
        sizes = new KvReport.Sizes(capacity, window, recent);
        return this;
    }

    public KvReportBuilder memory(long peakBytes, double meanBytes) {
        memory = new KvReport.Memory(peakBytes, meanBytes);
        return this;
    }

    public KvReportBuilder evictions(long prefill, long decode, long spilled) {
        evictions = new KvReport.Evictions(prefill, decode, spilled);
        return this;
    }

    public KvReportBuilder recall(KvReport.Recall value) {
        recall = value;
        return this;
    }

    public KvReportBuilder lostMass(double prefill, double decode) {
        lostMass = new KvReport.LostMass(prefill, decode);
        return this;
    }

    public KvReport build() {
        return new KvReport(Objects.requireNonNull(policy, "policy"), sizes, memory, evictions, recall, lostMass);
    }
}
