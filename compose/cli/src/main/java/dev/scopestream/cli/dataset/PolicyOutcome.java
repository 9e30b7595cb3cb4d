package dev.scopestream.cli.dataset;

import dev.scopestream.cli.common.JsonOption;
import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.scorer.score.PairedDifference;
import dev.scopestream.scorer.score.Sample;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * What the documents of a run came to under one policy.
 *
 * @param policy as the user named it
 * @param scores by the document's number
 */
public record PolicyOutcome(String policy, SortedMap<Integer, AccuracyEvent> scores) {
    private static final int RESAMPLES = 10_000;
    private static final double LEVEL = 0.95;
    private static final long SEED = 1;

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
        if (majority().n() > 0) {
            fields.put("majority", JsonOption.finite(majority().mean()));
            fields.put("majority_error", JsonOption.finite(majority().error()));
        }
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

    /** Of majority answers, matched by their number; of no documents where there is one sample each. */
    public Sample majority() {
        return Sample.of(scores.values().stream()
                .filter(e -> e.majority() != null)
                .mapToDouble(e -> e.majority().alignedScore())
                .toArray());
    }

    /** Whether there is a document that both have. */
    public boolean sharesDocuments(PolicyOutcome other) {
        return !documentsWith(other).isEmpty();
    }

    /**
     * This one's score less the other's, over the documents that both have, with the bootstrap's interval.
     *
     * @param share of right answers of a document
     * @throws IllegalArgumentException when they have no document together
     */
    public PairedDifference less(PolicyOutcome other, ToDoubleFunction<AccuracyEvent> share) {
        TreeSet<Integer> both = documentsWith(other);
        return PairedDifference.bootstrap(other.shares(both, share), shares(both, share), RESAMPLES, LEVEL, SEED);
    }

    private TreeSet<Integer> documentsWith(PolicyOutcome other) {
        TreeSet<Integer> both = new TreeSet<>(scores.keySet());
        both.retainAll(other.scores.keySet());
        return both;
    }

    private double[] shares(TreeSet<Integer> documents, ToDoubleFunction<AccuracyEvent> share) {
        return documents.stream()
                .mapToDouble(document -> share.applyAsDouble(scores.get(document)))
                .toArray();
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
