package dev.scopestream.client.dataset;

import dev.scopestream.events.Answer;
import dev.scopestream.events.AnswerKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Tasks of long outputs that follow a procedure step by step, so that each step can be checked: written anew from the description
 * of LongProc (Ye et al., arXiv 2501.05414). Two of its six tasks, and one of our own in place of its translation of pseudocode,
 * whose C++ would have to be compiled and run: here the model runs the pseudocode itself. A document depends on the seed, its
 * number, task and size only, and is the same on every machine ({@link Random}'s generator is specified).
 */
public final class LongProc {
    /** Documents that are drawn until one has the size; far more than it takes. */
    private static final int DRAWS = 100_000;

    /** Most documents of a set: of the largest size they take 1 GB. */
    private static final int DOCUMENTS = 10_000;

    private LongProc() {}

    /** What is to be done. */
    public enum Task {
        /** The way between two cities that each have one connection on. */
        PATH_TRAVERSAL,
        /** A search for the operations that make a number of four others. */
        COUNTDOWN,
        /** The run of a program, step by step. */
        PROGRAM_TRACE;

        private String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Most tokens of an output, as LongProc has them, and one for small models. Outputs have from a third of it to all of it, by
     * an estimate of a token's characters, since tokenizers differ.
     */
    public enum Size {
        TINY("tiny", 160),
        HALF("0.5k", 500),
        TWO("2k", 2_000),
        EIGHT("8k", 8_000);

        private final String wire;
        private final int tokens;

        Size(String wire, int tokens) {
            this.wire = wire;
            this.tokens = tokens;
        }

        /** Most tokens of an output, about. */
        public int tokens() {
            return tokens;
        }

        /** For outputs with so many characters a token, about. */
        boolean fits(int characters, double perToken) {
            return characters <= tokens * perToken && 3 * characters >= tokens * perToken;
        }
    }

    /** A set: a task in one size. */
    public record Form(Task task, Size size) {
        /** Such as {@code path_traversal_2k}. */
        public String name() {
            return task.wire() + "_" + size.wire;
        }

        /** The form of this name; empty: it isn't one. */
        public static Optional<Form> named(String name) {
            return all().stream()
                    .filter(form -> form.name().equals(name.toLowerCase(Locale.ROOT)))
                    .findFirst();
        }

        public static List<Form> all() {
            return Arrays.stream(Task.values())
                    .flatMap(task -> Arrays.stream(Size.values()).map(size -> new Form(task, size)))
                    .toList();
        }

        /** The forms' names, for an error's text. */
        public static String names() {
            return all().stream().map(Form::name).collect(Collectors.joining(", "));
        }

        /** Most tokens to generate: what a model may add before it, or by a tokenizer with shorter tokens, included. */
        public int maxTokens() {
            return 2 * size.tokens();
        }
    }

    /**
     * What is asked, and the right output.
     *
     * @param prompt a text that says what to do, with an example
     */
    record Problem(String prompt, String output) {}

    /**
     * The first {@code n} documents of a set.
     *
     * @throws DatasetException for more than 10,000
     */
    public static Dataset dataset(Form form, long seed, int n) {
        if (n > DOCUMENTS) {
            throw new DatasetException("at most " + DOCUMENTS + " documents are generated, not " + n);
        }
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            Problem problem = problem(form, new Random(SyntheticTask.mix(seed, i)));
            documents.add(new Document(
                    i,
                    form.task().wire(),
                    "",
                    problem.prompt(),
                    List.of(),
                    List.of(new Answer(1, problem.output())),
                    problem.output()));
        }
        return new Dataset(form.name(), AnswerKind.PROCEDURE, documents);
    }

    private static Problem problem(Form form, Random random) {
        return switch (form.task()) {
            case PATH_TRAVERSAL -> PathTraversal.problem(random, form.size());
            case COUNTDOWN -> countdown(random, form.size());
            case PROGRAM_TRACE -> ProgramTrace.problem(random, form.size());
        };
    }

    private static Problem countdown(Random random, Size size) {
        for (int i = 0; i < DRAWS; i++) {
            Optional<Problem> problem = Countdown.problem(random, size);
            if (problem.isPresent()) {
                return problem.get();
            }
        }
        throw new IllegalStateException("no search of " + size + " in " + DRAWS + " draws");
    }
}
