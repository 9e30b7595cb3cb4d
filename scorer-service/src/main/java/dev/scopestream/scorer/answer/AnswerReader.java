package dev.scopestream.scorer.answer;

import java.util.List;
import java.util.Optional;

/** Finds the answer in one labelled part of a text; texts are as {@link AnswerText} gives them. */
public final class AnswerReader {
    private static final List<String> BOXES = List.of("\\boxed", "\\fbox");
    private static final String GOLD = "####";

    private final Kind kind;

    public AnswerReader(Kind kind) {
        this.kind = kind;
    }

    /** What an answer is. */
    public enum Kind {
        NUMBER,
        CHOICE
    }

    /**
     * The first readable one behind "answer is" (or "answer:", "answer ="), else the last boxed one, else what follows
     * {@code ####}, else for options what follows "option is", else the part itself when it is nothing but an answer.
     */
    public Optional<ReadAnswer> read(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c == 'a' || c == 'A') {
                int from = Phrases.behindAnswer(text, i, end);
                if (from >= 0) {
                    Optional<ReadAnswer> found = direct(text, from, end);
                    if (found.isPresent()) {
                        return found;
                    }
                    i = from - 1;
                }
            }
        }
        return boxed(text, start, end)
                .or(() -> marked(text, GOLD, start, end))
                .or(() -> kind == Kind.CHOICE ? option(text, start, end) : Optional.empty())
                .or(() -> BareAnswer.read(kind, text, start, end));
    }

    /** The answer that a reference states: a published GSM8K solution ends in {@code #### 18}; others are the answer. */
    public Optional<ReadAnswer> gold(String answer) {
        String plain = AnswerText.plain(answer);
        int mark = plain.lastIndexOf(GOLD);
        return at(kind, plain, mark < 0 ? 0 : mark + GOLD.length(), plain.length());
    }

    static Optional<ReadAnswer> at(Kind kind, String text, int from, int end) {
        return kind == Kind.NUMBER ? NumberReader.read(text, from, end) : ChoiceReader.read(text, from, end);
    }

    private Optional<ReadAnswer> direct(String text, int from, int end) {
        return kind == Kind.NUMBER ? NumberReader.read(text, from, end) : ChoiceReader.readOrNamed(text, from, end);
    }

    private static Optional<ReadAnswer> option(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            int from = Phrases.behindOption(text, i, start, end);
            if (from >= 0) {
                Optional<ReadAnswer> found = ChoiceReader.read(text, from, end);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<ReadAnswer> boxed(String text, int start, int end) {
        return BOXES.stream()
                .map(box -> marked(text, box, start, end))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<ReadAnswer> marked(String text, String mark, int start, int end) {
        for (int i = end - mark.length(); i >= start; i--) {
            if (text.startsWith(mark, i)) {
                return at(kind, text, i + mark.length(), end);
            }
        }
        return Optional.empty();
    }
}
