package dev.scopestream.scorer.score;

import dev.scopestream.events.Answer;
import dev.scopestream.events.QuestionVerdict;
import dev.scopestream.scorer.answer.AnswerText;
import dev.scopestream.scorer.answer.Headers;
import dev.scopestream.scorer.answer.ReadAnswer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Many questions in one document: held against the expected answers by order, as published, and by label. */
final class QuestionScorer {
    /** Most characters of a prediction or reference that a verdict quotes. */
    static final int QUOTE = 64;
    /** Most distinct labels counted that no question has. */
    static final int MAX_EXTRA = 100_000;

    private final AnswerForm.Questions form;

    QuestionScorer(AnswerForm.Questions form) {
        this.form = form;
    }

    DocumentScore score(List<Answer> answers, String prediction) {
        List<String> byOrder = form.referencePredictions(prediction);
        Answers byLabel = new Answers(answers, prediction);
        List<QuestionVerdict> verdicts = new ArrayList<>(answers.size());
        int reference = 0;
        int aligned = 0;
        int missing = 0;
        for (int i = 0; i < answers.size(); i++) {
            Answer answer = answers.get(i);
            String ordered = i < byOrder.size() ? byOrder.get(i) : null;
            String labelled = byLabel.found.get(answer.label());
            Optional<String> gold = form.gold(answer.answer());
            boolean rightByOrder = ordered != null
                    && form.referenceGold(answer.answer())
                            .filter(ordered::equals)
                            .isPresent();
            boolean rightByLabel =
                    labelled != null && gold.filter(labelled::equals).isPresent();
            reference += rightByOrder ? 1 : 0;
            aligned += rightByLabel ? 1 : 0;
            missing += labelled == null ? 1 : 0;
            verdicts.add(new QuestionVerdict(
                    answer.label(),
                    quote(gold.orElse(answer.answer())),
                    quote(ordered),
                    rightByOrder,
                    quote(labelled),
                    rightByLabel));
        }
        return new DocumentScore(
                verdicts, answers.size(), reference, aligned, missing, byLabel.repeated, byLabel.extra.size());
    }

    /** A short piece that any encoder takes: half a surrogate pair becomes U+FFFD. */
    static String quote(String text) {
        if (text == null) {
            return null;
        }
        StringBuilder quote = new StringBuilder(Math.min(QUOTE, text.length()));
        for (int i = 0; i < text.length() && quote.length() < QUOTE; ) {
            int codePoint = text.codePointAt(i);
            i += Character.charCount(codePoint);
            boolean half = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
            quote.appendCodePoint(half ? 0xfffd : codePoint);
        }
        return quote.toString();
    }

    /** The first readable answer under each label that was asked. */
    private final class Answers {
        private final Map<Integer, String> found = new HashMap<>();
        private final Set<Integer> extra = new HashSet<>();
        private int repeated;

        Answers(List<Answer> answers, String prediction) {
            Set<Integer> asked = new HashSet<>();
            answers.forEach(a -> asked.add(a.label()));
            String text = AnswerText.ofPrediction(prediction);
            Headers.visit(text, (label, start, end) -> {
                if (asked.contains(label)) {
                    take(label, text, start, end);
                } else if (extra.size() < MAX_EXTRA) {
                    extra.add(label);
                }
            });
        }

        private void take(int label, String text, int start, int end) {
            Optional<ReadAnswer> answer = form.read(text, start, end);
            if (answer.isPresent() && found.putIfAbsent(label, answer.get().value()) != null) {
                repeated++;
            }
        }
    }
}
