package dev.scopestream.cli.dataset;

import dev.scopestream.cli.common.JsonOption;
import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.scorer.score.Sample;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What the documents of a run came to under one policy.
 *
 * @param policy as the user named it
 * @param scores by the document's number
 */
public record PolicyOutcome(String policy, SortedMap<Integer, AccuracyEvent> scores) {
    static PolicyOutcome of(String policy, Collection<AccuracyEvent> events) {
        SortedMap<Integer, AccuracyEvent> scores = new TreeMap<>();
        events.forEach(e -> scores.put(e.document(), e));
        return new PolicyOutcome(policy, scores);
    }

    /** For programs: scores and their standard errors in percent. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("policy", policy);
        fields.put("documents", scores.size());
        fields.put("reference", JsonOption.finite(reference().mean()));
        fields.put("reference_error", JsonOption.finite(reference().error()));
        fields.put("aligned", JsonOption.finite(aligned().mean()));
        fields.put("aligned_error", JsonOption.finite(aligned().error()));
        fields.put("tokens", JsonOption.finite(tokens()));
        fields.put("kv_bytes", JsonOption.finite(kvBytes()));
        fields.put("tokens_per_second", JsonOption.finite(tokensPerSecond()));
        return fields;
    }

    /** By the published scorer. */
    public Sample reference() {
        return sample(AccuracyEvent::referenceScore);
    }

    /** Answers matched by their number. */
    public Sample aligned() {
        return sample(AccuracyEvent::alignedScore);
    }

    private Sample sample(ToDoubleFunction<AccuracyEvent> share) {
        return Sample.of(scores.values().stream().mapToDouble(share).toArray());
    }

    /** Mean output tokens of a document; NaN when not known. */
    public double tokens() {
        return scores.values().stream()
                .filter(e -> e.usage() != null)
                .mapToInt(e -> e.usage().completionTokens())
                .average()
                .orElse(Double.NaN);
    }

    /** Mean over the documents of the bytes that their caches held on average; NaN when not known. */
    public double kvBytes() {
        return scores.values().stream()
                .filter(e -> e.kv() != null)
                .mapToDouble(e -> e.kv().memory().meanBytes())
                .average()
                .orElse(Double.NaN);
    }

    /** Mean over the documents of the speed that each was decoded with; NaN when not known. */
    public double tokensPerSecond() {
        return scores.values().stream()
                .filter(e -> e.timings() != null && e.timings().timePerOutputTokenMs() > 0)
                .mapToDouble(e -> 1000 / e.timings().timePerOutputTokenMs())
                .average()
                .orElse(Double.NaN);
    }
}
