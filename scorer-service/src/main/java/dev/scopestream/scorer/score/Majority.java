package dev.scopestream.scorer.score;

import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.QuestionVerdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The score of the answers that most samples of a document give (maj@k, self-consistency: Wang et al., arXiv 2203.11171). A
 * question's answer is the one that most samples have, of equally many the one that comes in the earlier sample; samples without
 * an answer don't vote.
 */
public final class Majority {
    private Majority() {}

    /**
     * Of the scores of a document's samples, in their order.
     *
     * @return empty where there is one sample, and where answers can't be counted, as those of summaries
     */
    public static Optional<AccuracyEvent.Majority> of(List<DocumentScore> samples) {
        if (samples.size() < 2 || !samples.stream().allMatch(DocumentScore::isCount)) {
            return Optional.empty();
        }
        int reference = 0;
        int aligned = 0;
        int questions = samples.get(0).questions().size();
        for (int i = 0; i < questions; i++) {
            int question = i;
            List<QuestionVerdict> verdicts =
                    samples.stream().map(s -> s.questions().get(question)).toList();
            reference += wins(verdicts, QuestionVerdict::foundReference, QuestionVerdict::correctReference) ? 1 : 0;
            aligned += wins(verdicts, QuestionVerdict::foundAligned, QuestionVerdict::correctAligned) ? 1 : 0;
        }
        return Optional.of(
                new AccuracyEvent.Majority(samples.size(), share(reference, questions), share(aligned, questions)));
    }

    /** Whether the most frequent answer is right. */
    private static boolean wins(
            List<QuestionVerdict> verdicts,
            Function<QuestionVerdict, String> answer,
            Predicate<QuestionVerdict> right) {
        Map<String, Integer> votes = new LinkedHashMap<>();
        Map<String, Boolean> correct = new LinkedHashMap<>();
        for (QuestionVerdict verdict : verdicts) {
            String found = answer.apply(verdict);
            if (found != null) {
                votes.merge(found, 1, Integer::sum);
                correct.putIfAbsent(found, right.test(verdict));
            }
        }
        String winner = null;
        for (Map.Entry<String, Integer> vote : votes.entrySet()) {
            if (winner == null || vote.getValue() > votes.get(winner)) {
                winner = vote.getKey();
            }
        }
        return winner != null && correct.get(winner);
    }

    private static double share(int right, int questions) {
        return questions == 0 ? 0 : (double) right / questions;
    }
}
