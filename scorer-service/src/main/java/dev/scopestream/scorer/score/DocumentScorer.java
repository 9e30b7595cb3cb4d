package dev.scopestream.scorer.score;

import dev.scopestream.events.Answer;
import dev.scopestream.events.QuestionVerdict;
import dev.scopestream.events.ResultEvent;
import java.util.List;

/** Compares a prediction with the expected answers. Linear in the prediction, but for summaries, whose length is bounded. */
public final class DocumentScorer {
    private final AnswerForm form;

    public DocumentScorer(AnswerForm form) {
        this.form = form;
    }

    /** Scores all samples of a result, in their order. */
    public List<DocumentScore> samples(List<Answer> answers, ResultEvent result) {
        return result.outputs().stream()
                .map(output -> score(answers, output.text()))
                .toList();
    }

    /** @param answers of the document's questions; for a summary, the ones that it may be like; for a procedure, all of it */
    public DocumentScore score(List<Answer> answers, String prediction) {
        if (form instanceof AnswerForm.Questions questions) {
            return new QuestionScorer(questions).score(answers, prediction);
        }
        return form instanceof AnswerForm.Procedure
                ? ProcedureScorer.score(answers, prediction)
                : summary(answers, prediction);
    }

    /** ROUGE-L with the likest of the expected ones: both scores are that. */
    private static DocumentScore summary(List<Answer> answers, String prediction) {
        Answer likest = new Answer(1, "");
        RougeL.F1 best = new RougeL.F1(0, 1);
        for (Answer answer : answers) {
            RougeL.F1 f1 = RougeL.f1(answer.answer(), prediction);
            if (f1.value() > best.value() || likest.answer().isEmpty()) {
                best = f1;
                likest = answer;
            }
        }
        String found = prediction.isBlank() ? null : QuestionScorer.quote(prediction.strip());
        boolean same = best.common() == best.all();
        QuestionVerdict verdict =
                new QuestionVerdict(likest.label(), QuestionScorer.quote(likest.answer()), found, same, found, same);
        return new DocumentScore(
                List.of(verdict), best.all(), best.common(), best.common(), found == null ? 1 : 0, 0, 0);
    }
}
