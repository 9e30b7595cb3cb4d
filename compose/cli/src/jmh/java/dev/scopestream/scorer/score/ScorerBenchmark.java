package dev.scopestream.scorer.score;

import dev.scopestream.events.Answer;
import dev.scopestream.jmh.PublishedPrediction;
import dev.scopestream.jmh.SmallBenchmark;
import dev.scopestream.scorer.answer.AnswerText;
import dev.scopestream.scorer.answer.Headers;
import dev.scopestream.scorer.answer.ReadAnswer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Finding the 40 answers in a published prediction: as the published scorer does, by label, and both with verdicts. */
public class ScorerBenchmark extends SmallBenchmark {
    private final ScoredDataset dataset = ScoredDataset.named("csqa");
    private final AnswerForm.Questions form = new AnswerForm.Choices();

    /** The first answers in 5,461 characters; the other goes on after its answers, with headers, to 28,690. */
    @Param({"0", "5"})
    public int document;

    private List<Answer> answers;
    private Set<Integer> asked;
    private String text;

    @Setup
    public void read() throws IOException {
        PublishedPrediction published = PublishedPrediction.read(document);
        answers = dataset.label(published.answers());
        asked = answers.stream().map(Answer::label).collect(Collectors.toUnmodifiableSet());
        text = published.text();
        require(reference().size() >= answers.size(), "the published scorer finds every answer");
        require(aligned().size() >= answers.size(), "every answer is found by its label");
        require(score().aligned() > 0.5, "most answers are right");
    }

    @Benchmark
    public List<String> reference() {
        return form.referencePredictions(text);
    }

    @Benchmark
    public List<ReadAnswer> aligned() {
        List<ReadAnswer> found = new ArrayList<>();
        String plain = AnswerText.ofPrediction(text);
        Headers.visit(plain, (label, start, end) -> {
            if (asked.contains(label)) {
                form.read(plain, start, end).ifPresent(found::add);
            }
        });
        return found;
    }

    @Benchmark
    public DocumentScore score() {
        return new DocumentScorer(dataset.form()).score(answers, text);
    }
}
