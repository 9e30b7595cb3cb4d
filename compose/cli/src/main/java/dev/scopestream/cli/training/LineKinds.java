package dev.scopestream.cli.training;

import static dev.scopestream.cli.training.TokenKind.END;
import static dev.scopestream.cli.training.TokenKind.FIRST_OPERAND;
import static dev.scopestream.cli.training.TokenKind.LABEL;
import static dev.scopestream.cli.training.TokenKind.OPERATOR;
import static dev.scopestream.cli.training.TokenKind.OTHER;
import static dev.scopestream.cli.training.TokenKind.OWN_LABEL;
import static dev.scopestream.cli.training.TokenKind.RECALL;
import static dev.scopestream.cli.training.TokenKind.SECOND_OPERAND;

import dev.scopestream.engine.text.TextCodec;
import java.util.Arrays;
import java.util.List;

/**
 * What the tokens of a document are, by their place in a line: {@code Question_ 13 ": " #12 - 9 \n} and
 * {@code Answer_ 13 ": " #12 - 9 = 8 - 9 = 9 "; " #13 = 9 ". The answer is " 9 \n}, where a sum without a reference has no
 * {@code 8 - 9 =}.
 */
final class LineKinds {
    private static final int PLAIN = 15;
    private static final int REFERENCE = 19;
    private static final List<TokenKind> HEAD =
            List.of(END, LABEL, OTHER, FIRST_OPERAND, OPERATOR, SECOND_OPERAND, OTHER);

    private final long question;
    private final long answer;
    private final long newline;
    private final long zero;

    LineKinds(TextCodec codec) {
        this.question = one(codec, "Question_");
        this.answer = one(codec, "Answer_");
        this.newline = one(codec, "\n");
        this.zero = one(codec, "0");
    }

    private static long one(TextCodec codec, String word) {
        if (codec.encode(word, false).size() != 1) {
            throw new IllegalArgumentException("the tokenizer has no word '" + word + "'");
        }
        return codec.encode(word, false).get(0);
    }

    /** The tokens' kinds. */
    MarkedDocument mark(long[] ids) {
        long[] kinds = new long[ids.length];
        Arrays.fill(kinds, -1);
        int output = 0;
        while (ids[output] != answer) {
            if (ids[output] == question && output > 1) {
                kinds[output + 1] = LABEL.first();
            }
            output++;
        }
        int first = output;
        while (first < ids.length - 1) {
            first = line(ids, kinds, first);
        }
        kinds[ids.length - 1] = END.first();
        return new MarkedDocument(ids, kinds, output);
    }

    private int line(long[] ids, long[] kinds, int first) {
        int next = first;
        while (ids[next] != newline) {
            next++;
        }
        next++;
        int length = next - first;
        if (length != PLAIN && length != REFERENCE) {
            throw new IllegalStateException("an answer has " + length + " tokens");
        }
        for (int i = 0; i < length; i++) {
            kinds[first + i] = (i < HEAD.size() ? HEAD.get(i) : OTHER).first();
        }
        int result = first + (length == PLAIN ? 7 : 11);
        if (length == REFERENCE) {
            kinds[first + 7] = RECALL.first();
        }
        kinds[result] = TokenKind.result((int) (ids[result - 4] - zero), (int) (ids[result - 2] - zero));
        kinds[result + 2] = OWN_LABEL.first();
        return next;
    }

    /** Whether a token of the prompt tells nothing but where a line begins: {@code Question_}, its label, colon, line feed. */
    boolean scaffold(long[] ids, int i) {
        return ids[i] == newline
                || ids[i] == question
                || (i > 0 && ids[i - 1] == question)
                || (i > 1 && ids[i - 2] == question);
    }
}
