package dev.scopestream.scorer.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.scopestream.events.Answer;
import dev.scopestream.events.QuestionVerdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocumentScorerTest {
    private static final ScoredDataset GSM8K = ScoredDataset.named("gsm8k_30");
    private static final List<Answer> THREE = GSM8K.label(List.of("so\n#### 18", "#### 1,450,000", "thus\n#### -10"));

    @Test
    void shouldShiftByOrderAndNotByLabelWhenAnAnswerIsMissing() {
        DocumentScore score = number("Answer_10:\nThe answer is $1,450,000.\n\nAnswer_11:\nThe answer is -10.");
        assertThat(score.alignedCorrect()).isEqualTo(2);
        assertThat(score.referenceCorrect()).isZero();
        assertThat(score.missing()).isEqualTo(1);
        assertThat(score.questions().get(1))
                .isEqualTo(new QuestionVerdict(10, "1450000", null, false, "1450000", true));
    }

    @Test
    void shouldGiveThePublishedScoreItsFaults() {
        DocumentScore score = number("Answer_9: The answer is 18. Answer_10: The answer is 1,450,000.");
        assertThat(score.referenceCorrect()).isEqualTo(2);
        assertThat(score.questions().get(1).foundReference()).isEqualTo("1");
        assertThat(score.reference()).isEqualTo(2.0 / 3);
    }

    @Test
    void shouldCountRepeatedAndExtraAnswersAndKeepTheFirst() {
        DocumentScore score = number("Answer_9: The answer is 18.\nAnswer_9: The answer is 5.\n"
                + "Answer_1: The answer is 1.\nAnswer_1: The answer is 2.\nAnswer_99: The answer is 3.");
        assertThat(score.alignedCorrect()).isEqualTo(1);
        assertThat(score.repeated()).isEqualTo(1);
        assertThat(score.extra()).isEqualTo(2);
        assertThat(score.missing()).isEqualTo(2);
    }

    @Test
    void shouldTakeTheFirstReadableAnswerOfALabel() {
        DocumentScore score = number("Answer_9: There is no question 9.\n\nAnswer_9:\nThe answer is 18.");
        assertThat(score.alignedCorrect()).isEqualTo(1);
        assertThat(score.repeated()).isZero();
    }

    @Test
    void shouldReadHeadersAsModelsWriteThem() {
        DocumentScore score = number("**Answer 9:** The answer is **18**.\n### Answer #10\n\\boxed{1450000}\n"
                + "Question_11: what?\nanswer_11: -10");
        assertThat(score.alignedCorrect()).isEqualTo(3);
    }

    @Test
    void shouldNotTakeAnAnswerFromBehindARepeatedQuestion() {
        DocumentScore score = number("Answer_9: hm.\nQuestion_10: what?\nThe answer is 18.");
        assertThat(score.alignedCorrect()).isZero();
        assertThat(score.missing()).isEqualTo(3);
    }

    @Test
    void shouldCountEveryQuestionAsMissingWithoutAnswers() {
        for (String prediction : List.of("", "I can't.", "The answer is 18.", "\ufffd\ufffd", "\ud800 Answer_")) {
            DocumentScore score = number(prediction);
            assertThat(score.missing()).isEqualTo(3);
            assertThat(score.aligned()).isZero();
            assertThat(score.reference()).isZero();
        }
    }

    @Test
    void shouldScoreChoicesByLetter() {
        ScoredDataset csqa = ScoredDataset.named("csqa");
        DocumentScore score = new DocumentScorer(csqa.form())
                .score(
                        csqa.label(List.of("A", "B", "C", "D")),
                        "Answer_6: The answer is (A).\nAnswer_7: The answer is \"bank\". The answer is (B)\n"
                                + "Answer_8: (C) library\nAnswer_9: **D**");
        assertThat(score.alignedCorrect()).isEqualTo(4);
        assertThat(score.referenceCorrect()).isEqualTo(2);
    }

    @Test
    void shouldScoreTheSyntheticTaskByItsOwnLabels() {
        List<Answer> answers = List.of(new Answer(12, "8"), new Answer(13, "9"));
        String text = "Answer_12: 3+5=8; #12=8. The answer is 8\nAnswer_13: #12-9=8-9=9; #13=9. The answer is 9\n";
        DocumentScore score =
                new DocumentScorer(ScoredDataset.named("synthetic").form()).score(answers, text);
        assertThat(score.reference()).isEqualTo(1);
        assertThat(score.aligned()).isEqualTo(1);
    }

    @Test
    void shouldNotQuoteEndlessly() {
        ScoredDataset csqa = ScoredDataset.named("csqa");
        DocumentScore score = new DocumentScorer(csqa.form())
                .score(csqa.label(List.of("A")), "Answer_6: The answer is (" + "\ud83d\ude00".repeat(5000) + ")");
        assertThat(score.questions().get(0).foundReference()).hasSize(64);
    }

    @Test
    void shouldTakeLinearTimeOnHostileText() {
        List<Answer> answers = GSM8K.label(List.of("#### 1"));
        List<String> hostile = List.of(
                "Answer_1: ".repeat(500_000),
                "Answer_9: answer is ".repeat(500_000),
                "Answer_9:(A)".repeat(400_000),
                "Answer_9: " + "answer is ".repeat(500_000),
                "Answer_9: answer is " + "1,000".repeat(1_000_000),
                "Answer_9: answer is " + "((((".repeat(1_500_000),
                "Answer_9" + " ".repeat(5_000_000),
                "Answer_".repeat(700_000),
                "A".repeat(5_000_000));
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            for (String text : hostile) {
                for (ScoredDataset dataset : ScoredDataset.known()) {
                    assertThat(new DocumentScorer(dataset.form())
                                    .score(answers, text)
                                    .questions())
                            .hasSize(1);
                }
            }
        });
    }

    private static DocumentScore number(String prediction) {
        return new DocumentScorer(GSM8K.form()).score(THREE, prediction);
    }
}
