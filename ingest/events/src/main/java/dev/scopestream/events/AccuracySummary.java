package dev.scopestream.events;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Running means over the documents of one data set under one model, policy and budget.
 *
 * @param n documents scored
 * @param referenceMean percent, by the published scorer; likewise alignedMean
 * @param referenceError standard error of the mean in percent; null for fewer than two documents
 * @param tokensPerSecond output tokens per second of generation; null when not known; likewise the next two
 * @param meanKvBytes mean over the documents of their mean KV bytes
 * @param meanTimePerTokenMs mean over the documents of their time per output token
 */
public record AccuracySummary(
        String dataset,
        String model,
        String policy,
        String budget,
        long n,
        double referenceMean,
        Double referenceError,
        double alignedMean,
        Double alignedError,
        Double tokensPerSecond,
        Double meanKvBytes,
        Double meanTimePerTokenMs) {

    /** The record's key: one per data set, model, policy and budget, whatever characters these have. */
    public String key() {
        return key(dataset, model, policy, budget);
    }

    public static String key(String dataset, String model, String policy, String budget) {
        return List.of(dataset, model, policy, budget).stream()
                .map(s -> s.replace("%", "%25").replace("|", "%7C"))
                .collect(Collectors.joining("|"));
    }

    static AccuracySummary read(Fields f) {
        return new AccuracySummary(
                f.text("dataset", 1, Limits.NAME_CHARS),
                f.text("model", 1, Limits.NAME_CHARS),
                f.text("policy", 1, 2 * Limits.NAME_CHARS + 1),
                f.text("budget", 0, Limits.NAME_CHARS),
                f.longInteger("n", 1, Long.MAX_VALUE),
                f.decimal("reference_mean", 0, 100),
                f.optionalDecimal("reference_error", 0, 100),
                f.decimal("aligned_mean", 0, 100),
                f.optionalDecimal("aligned_error", 0, 100),
                f.optionalDecimal("tokens_per_second", 0, Double.MAX_VALUE),
                f.optionalDecimal("mean_kv_bytes", 0, Double.MAX_VALUE),
                f.optionalDecimal("mean_time_per_token_ms", 0, Double.MAX_VALUE));
    }
}
