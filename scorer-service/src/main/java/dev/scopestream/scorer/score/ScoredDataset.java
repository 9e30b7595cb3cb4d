package dev.scopestream.scorer.score;

import dev.scopestream.events.Answer;
import dev.scopestream.events.AnswerKind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A data set that the scorer knows by name.
 *
 * @param name without the number of questions: gsm8k for gsm8k_30
 * @param firstLabel the label of a document's first question: the worked examples before it have the lower ones
 */
public record ScoredDataset(String name, AnswerKind kind, AnswerForm form, int firstLabel) {
    private static final List<ScoredDataset> KNOWN = List.of(
            new ScoredDataset("gsm8k", AnswerKind.NUMBER, new AnswerForm.Numbers(AnswerForm.Numbers.Gold.SOLUTION), 9),
            new ScoredDataset("mmlu", AnswerKind.CHOICE, new AnswerForm.Choices(), 6),
            new ScoredDataset("csqa", AnswerKind.CHOICE, new AnswerForm.Choices(), 6),
            new ScoredDataset(
                    "synthetic",
                    AnswerKind.NUMBER,
                    new AnswerForm.Numbers(AnswerForm.Numbers.Gold.SOLUTION_OR_PLAIN),
                    1),
            new ScoredDataset("en_sum", AnswerKind.TEXT, new AnswerForm.Summary(), 1),
            new ScoredDataset("path_traversal", AnswerKind.PROCEDURE, new AnswerForm.Procedure(), 1),
            new ScoredDataset("countdown", AnswerKind.PROCEDURE, new AnswerForm.Procedure(), 1),
            new ScoredDataset("program_trace", AnswerKind.PROCEDURE, new AnswerForm.Procedure(), 1));

    public static List<ScoredDataset> known() {
        return KNOWN;
    }

    /**
     * By name, in any case, with or without what follows a dash or an underscore ({@code gsm8k_30}).
     *
     * @throws IllegalArgumentException for a name that isn't one, with the names there are
     */
    public static ScoredDataset named(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException("unknown data set '" + name + "'; there are: "
                        + KNOWN.stream().map(ScoredDataset::name).collect(Collectors.joining(", "))
                        + ", each also with its number of questions, as in gsm8k_30"));
    }

    /** The form of answers of a set: by its name where that is known and of this kind, else by the kind alone. */
    public static AnswerForm form(String name, AnswerKind kind) {
        return find(name).filter(d -> d.kind == kind).map(ScoredDataset::form).orElseGet(() -> switch (kind) {
            case NUMBER -> new AnswerForm.Numbers(AnswerForm.Numbers.Gold.SOLUTION_OR_PLAIN);
            case CHOICE -> new AnswerForm.Choices();
            case TEXT -> new AnswerForm.Summary();
            case PROCEDURE -> new AnswerForm.Procedure();
        });
    }

    /**
     * By name as {@link #named}; a set that isn't known by its name, by the kind of its answers.
     *
     * @param firstLabel for a set that isn't known by its name
     */
    public static ScoredDataset of(String name, AnswerKind kind, int firstLabel) {
        return find(name)
                .filter(d -> d.kind == kind)
                .orElseGet(() -> new ScoredDataset(name, kind, form(name, kind), firstLabel));
    }

    /** Answers with the labels that this set's documents give their questions. */
    public List<Answer> label(List<String> answers) {
        return IntStream.range(0, answers.size())
                .mapToObj(i -> new Answer(firstLabel + i, answers.get(i)))
                .toList();
    }

    private static Optional<ScoredDataset> find(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return KNOWN.stream()
                .filter(d -> lower.equals(d.name) || lower.startsWith(d.name + "_") || lower.startsWith(d.name + "-"))
                .findFirst();
    }
}
