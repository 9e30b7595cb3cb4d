package dev.scopestream.scorer.offline;

import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.Answer;
import dev.scopestream.scorer.score.AccuracyEvents;
import dev.scopestream.scorer.score.DocumentScore;
import dev.scopestream.scorer.score.DocumentScorer;
import dev.scopestream.scorer.score.Sample;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.ZipException;

/** Scores a file of predictions: lines {@code {document, answers, prediction}}, gzipped or not. */
public final class OfflineScore {
    private final AnswerSource source;
    private final String model;
    private final String policy;
    private final String budget;

    /**
     * @param model written into the events; likewise policy ({@code prefill+decode}) and budget
     */
    public OfflineScore(AnswerSource source, String model, String policy, String budget) {
        this.source = source;
        this.model = model;
        this.policy = policy;
        this.budget = budget;
    }

    /**
     * Scores all lines in their order. A line that can't be scored is named in the report and doesn't count.
     *
     * @param sink gets one event per scored line; its score is what the topology would give
     * @throws IOException when the file can't be opened
     */
    public Report run(Path predictions, Consumer<AccuracyEvent> sink) throws IOException {
        String name = predictions.getFileName().toString();
        DocumentScorer scorer = new DocumentScorer(source.dataset().form());
        LineParser parser = new LineParser(source.dataset());
        List<DocumentScore> scores = new ArrayList<>();
        List<BadLine> bad = new ArrayList<>(source.bad());
        try (TextLines lines = TextLines.open(predictions)) {
            while (true) {
                try {
                    String line = lines.next();
                    if (line == null) {
                        break;
                    }
                    Prediction prediction = parser.prediction(line);
                    DocumentScore score = scorer.score(answers(prediction), prediction.prediction());
                    scores.add(score);
                    sink.accept(event(prediction.document(), score));
                } catch (BadLineException e) {
                    bad.add(new BadLine(name, lines.line(), e.getMessage()));
                } catch (EOFException | ZipException e) {
                    bad.add(new BadLine(name, lines.line() + 1, "the compressed file is damaged or cut off here"));
                    break;
                }
            }
        }
        return new Report(
                source.name(),
                Sample.of(scores.stream().mapToDouble(DocumentScore::reference).toArray()),
                Sample.of(scores.stream().mapToDouble(DocumentScore::aligned).toArray()),
                scores.stream().mapToInt(DocumentScore::missing).sum(),
                scores.stream().mapToInt(DocumentScore::repeated).sum(),
                scores.stream().mapToInt(DocumentScore::extra).sum(),
                bad);
    }

    private List<Answer> answers(Prediction prediction) throws BadLineException {
        return source.answers(prediction)
                .orElseThrow(() -> new BadLineException("has no answers, and document " + prediction.document() + " of "
                        + source.name() + " isn't known"));
    }

    private AccuracyEvent event(int document, DocumentScore score) {
        AccuracyEvents.Subject subject = new AccuracyEvents.Subject(
                source.name() + "/" + document, source.name(), document, model, policy, null, budget);
        return AccuracyEvents.of(subject, score);
    }
}
