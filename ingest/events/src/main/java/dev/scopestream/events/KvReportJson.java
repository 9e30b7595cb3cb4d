package dev.scopestream.events;

import java.util.LinkedHashMap;
import java.util.Map;

/** A {@link KvReport} as JSON: one flat object with the names of the schema {@code result.json}. */
final class KvReportJson {
    private KvReportJson() {}

    static KvReport read(Fields f) {
        return new KvReport(
                new KvReport.Policy(
                        f.text("policy", 1, 2 * Limits.NAME_CHARS + 1),
                        f.text("prefill", 1, Limits.NAME_CHARS),
                        f.text("decode", 1, Limits.NAME_CHARS),
                        f.choice("fidelity", KvSpec.Fidelity.class)),
                new KvReport.Sizes(
                        f.integer("capacity", 0, Integer.MAX_VALUE),
                        f.integer("window", 0, Integer.MAX_VALUE),
                        f.integer("recent", 0, Integer.MAX_VALUE)),
                new KvReport.Memory(count(f, "peak_bytes"), measure(f, "mean_bytes")),
                new KvReport.Evictions(count(f, "evicted_prefill"), count(f, "evicted_decode"), count(f, "spilled")),
                new KvReport.Recall(
                        count(f, "recalled"),
                        count(f, "recall_lost"),
                        f.decimal("recall_ahead", 0, 1),
                        measure(f, "recall_stall_ms"),
                        f.decimal("recall_covered", 0, 1)),
                new KvReport.LostMass(measure(f, "lost_mass_prefill"), measure(f, "lost_mass_decode")));
    }

    /** All values in the order of the schema. */
    static Map<String, Object> write(KvReport report) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("policy", report.policy().name());
        json.put("prefill", report.policy().prefill());
        json.put("decode", report.policy().decode());
        json.put("fidelity", report.policy().fidelity());
        json.put("capacity", report.sizes().capacity());
        json.put("window", report.sizes().window());
        json.put("recent", report.sizes().recent());
        json.put("peak_bytes", report.memory().peakBytes());
        json.put("mean_bytes", report.memory().meanBytes());
        json.put("evicted_prefill", report.evictions().prefill());
        json.put("evicted_decode", report.evictions().decode());
        json.put("spilled", report.evictions().spilled());
        json.put("recalled", report.recall().recalled());
        json.put("recall_lost", report.recall().lost());
        json.put("recall_ahead", report.recall().retained());
        json.put("recall_stall_ms", report.recall().stallMs());
        json.put("recall_covered", report.recall().covered());
        json.put("lost_mass_prefill", report.lostMass().prefill());
        json.put("lost_mass_decode", report.lostMass().decode());
        return json;
    }

    private static long count(Fields f, String name) {
        return f.longInteger(name, 0, Long.MAX_VALUE);
    }

    private static double measure(Fields f, String name) {
        return f.decimal(name, 0, Double.MAX_VALUE);
    }
}
