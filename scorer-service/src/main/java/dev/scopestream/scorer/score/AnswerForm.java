package dev.scopestream.scorer.score;

import dev.scopestream.scorer.answer.AnswerReader;
import dev.scopestream.scorer.answer.ReadAnswer;
import java.util.List;
import java.util.Optional;

/** How a data set's answers look, to the published scorer and to ours. */
public sealed interface AnswerForm {
    /** Many questions in one document, each with a short answer. */
    sealed interface Questions extends AnswerForm {
        /** The predictions that the published scorer pairs by their order. */
        List<String> referencePredictions(String prediction);

        /** What they are compared with, as texts; empty: the published scorer finds nothing, and the question is lost. */
        Optional<String> referenceGold(String answer);

        /** The expected answer in the plain form of {@link ReadAnswer}; empty when it can't be read. */
        Optional<String> gold(String answer);

        /** The answer in one labelled part of a prediction, as {@link dev.scopestream.scorer.answer.AnswerText} gives it. */
        Optional<ReadAnswer> read(String prediction, int start, int end);
    }

    /** One text, compared by its words. */
    record Summary() implements AnswerForm {}

    /** Steps in a fixed order, a line each. */
    record Procedure() implements AnswerForm {}

    /** Numbers. */
    record Numbers(Gold published) implements Questions {
        private static final AnswerReader READER = new AnswerReader(AnswerReader.Kind.NUMBER);

        /** Where the published scorer looks for the expected number. */
        public enum Gold {
            /** Only behind {@code ####}, as in GSM8K's solutions. */
            SOLUTION,
            /** Behind {@code ####}, or the answer is the number: sets that the published scorer doesn't know. */
            SOLUTION_OR_PLAIN
        }

        @Override
        public List<String> referencePredictions(String prediction) {
            return ReferencePatterns.numbers(prediction);
        }

        @Override
        public Optional<String> referenceGold(String answer) {
            boolean plain = published == Gold.SOLUTION_OR_PLAIN && !answer.contains("####");
            return plain ? Optional.of(answer.strip()) : ReferencePatterns.gold(answer);
        }

        @Override
        public Optional<String> gold(String answer) {
            return READER.gold(answer).map(ReadAnswer::value);
        }

        @Override
        public Optional<ReadAnswer> read(String prediction, int start, int end) {
            return READER.read(prediction, start, end);
        }
    }

    /** Letters of options. */
    record Choices() implements Questions {
        private static final AnswerReader READER = new AnswerReader(AnswerReader.Kind.CHOICE);

        @Override
        public List<String> referencePredictions(String prediction) {
            return ReferencePatterns.choices(prediction);
        }

        @Override
        public Optional<String> referenceGold(String answer) {
            return Optional.of(answer);
        }

        @Override
        public Optional<String> gold(String answer) {
            return READER.gold(answer).map(ReadAnswer::value);
        }

        @Override
        public Optional<ReadAnswer> read(String prediction, int start, int end) {
            return READER.read(prediction, start, end);
        }
    }
}
