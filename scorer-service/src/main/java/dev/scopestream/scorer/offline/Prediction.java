package dev.scopestream.scorer.offline;

import dev.scopestream.events.Answer;
import java.util.List;

/**
 * One line of a predictions file.
 *
 * @param document the document's number in its set, from 0
 * @param answers the expected ones, labelled; empty when the line has none
 */
public record Prediction(int document, List<Answer> answers, String prediction) {
    public Prediction {
        answers = List.copyOf(answers);
    }
}
