package dev.scopestream.client.dataset;

import dev.scopestream.events.Answer;
import dev.scopestream.events.AnswerKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The arithmetic task that the bundled tiny model was trained on: K sums to be answered in one long output, as in
 * LongGenBench.
 *
 * <pre>{@code
 * Question_12: 3+5              Answer_12: 3+5=8; #12=8. The answer is 8
 * Question_13: #12-9            Answer_13: #12-9=8-9=9; #13=9. The answer is 9
 * }</pre>
 *
 * Every question has to be looked up in the prompt, which is the prefill part of the KV cache; a reference, {@code #12},
 * also needs an answer generated earlier, which is its decode part. Results are modulo 10.
 */
public final class SyntheticTask {
    /** Labels run from 1 to this: each is one token of the tiny model. */
    public static final int LABELS = 64;

    /**
     * A bound for the output, for each question: an answer has at most 19 tokens of the tiny model, so a document that goes on
     * and on is cut soon after its end.
     */
    public static final int TOKENS_A_QUESTION = 24;

    /** The share of questions that refer to an earlier answer. */
    public static final double REFERENCES = 0.35;

    private SyntheticTask() {}

    /** {@link #documents} as a set named {@code synthetic_K}. */
    public static Dataset dataset(long seed, int k, int n) {
        return new Dataset("synthetic_" + k, AnswerKind.NUMBER, documents(seed, k, n, REFERENCES));
    }

    /**
     * Documents at random. A document depends on the seed, its number, {@code k} and {@code references} only, not on how
     * many there are, and is the same on every machine ({@link Random}'s generator is specified).
     *
     * @param k questions a document, 1 to {@link #LABELS}
     * @param n documents
     * @param references share of questions that refer to an earlier answer, 0 to 1
     */
    public static List<Document> documents(long seed, int k, int n, double references) {
        if (k < 1 || k > LABELS) {
            throw new IllegalArgumentException("k must be from 1 to " + LABELS + ", is " + k);
        }
        if (n < 0) {
            throw new IllegalArgumentException("the number of documents must not be negative, is " + n);
        }
        if (!(references >= 0 && references <= 1)) {
            throw new IllegalArgumentException("references must be from 0 to 1, is " + references);
        }
        return IntStream.range(0, n)
                .mapToObj(i -> document(i, questions(new Random(mix(seed, i)), k, references)))
                .toList();
    }

    /** A document's own seed, far from its neighbours' (the finalizer of SplitMix64). */
    static long mix(long seed, int number) {
        long z = seed + (number + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    private static List<SyntheticQuestion> questions(Random random, int k, double references) {
        int start = 1 + random.nextInt(LABELS + 1 - k);
        List<SyntheticQuestion> questions = new ArrayList<>(k);
        for (int label = start; label < start + k; label++) {
            int digit = random.nextInt(10);
            char operator = random.nextBoolean() ? '+' : '-';
            int second = random.nextInt(10);
            boolean refers = label > start && random.nextDouble() < references;
            Optional<Integer> reference =
                    refers ? Optional.of(start + random.nextInt(label - start)) : Optional.empty();
            questions.add(new SyntheticQuestion(label, digit, reference, operator, second));
        }
        return questions;
    }

    static Document document(int number, List<SyntheticQuestion> questions) {
        StringBuilder prompt = new StringBuilder();
        StringBuilder output = new StringBuilder();
        Map<Integer, Integer> values = new HashMap<>();
        List<Answer> answers = new ArrayList<>();
        List<String> asked = new ArrayList<>();
        for (SyntheticQuestion q : questions) {
            prompt.append(q.question());
            output.append(q.answer(values));
            asked.add(q.question().strip());
            values.put(q.label(), q.value(values));
            answers.add(new Answer(q.label(), Integer.toString(values.get(q.label()))));
        }
        return new Document(number, "", "", prompt + "\n", asked, answers, output.toString());
    }
}
