package dev.scopestream.engine;

import java.util.List;

/**
 * One of several generations from one prompt.
 *
 * @param request differs from those of the other samples by its id and its seed alone
 * @param evictions takes this sample's evicted entries, those of the prompt included
 */
public record Sample(GenerationRequest request, EvictionSink evictions) {

    /**
     * Checks that these can be read as one prompt.
     *
     * @throws IllegalArgumentException unless there is one, all are samples of one prompt with ids of their own, and the evicted
     *     entries of all are kept or of none
     */
    public static void requireOnePrompt(List<Sample> samples) {
        GenerationRequest first = samples.isEmpty() ? null : samples.get(0).request();
        boolean same = samples.stream()
                .map(Sample::request)
                .allMatch(r -> r.sample(first.id(), first.sampling().seed()).equals(first));
        long ids =
                samples.stream().map(sample -> sample.request().id()).distinct().count();
        long kept = samples.stream()
                .filter(sample -> sample.evictions() != EvictionSink.none())
                .count();
        boolean alike = kept == 0 || kept == samples.size();
        if (first == null || !same || !alike || ids < samples.size()) {
            throw new IllegalArgumentException("not samples of one prompt: " + samples);
        }
    }
}
