package dev.scopestream.scorer.answer;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing throws, and nothing takes longer than a pass over the text. */
class HostileTextTest {
    private static final int LENGTH = 1_000_000;
    private static final String[] PIECES = {
        "Answer_1:",
        "Answer 1 - ",
        "answer is ",
        "answer to ",
        "option ",
        "choose ",
        "not ",
        "but ",
        "or ",
        "and ",
        "(A)",
        "(B",
        "B",
        "1",
        "23",
        "1 450",
        "1.450",
        ",",
        ".",
        " ",
        "\n",
        "-",
        "\u2212",
        "+",
        "*",
        "**",
        "/",
        "=",
        "(",
        ")",
        "{",
        "}",
        "[",
        "\\",
        "\\frac",
        "\\boxed{",
        "\\text{",
        "\\sqrt",
        "\\,",
        "^",
        "^{",
        "10^",
        "e9",
        "e999",
        "\u00bd",
        "\u00b2",
        "\u207b",
        "%",
        "$",
        "five ",
        "hundred ",
        "million ",
        "half ",
        "a ",
        "dozen",
        "and a ",
        "twenty-",
        "k",
        "M",
        "x",
        "\u00d7",
        "\u0664",
        "\uff11",
        "\ud835",
        "\ud835\udfd8",
        "\u200b",
        "<think>",
        "</think>",
        "<",
        "[THINK]",
        "####",
        "is ",
        ":",
        "0",
        "00",
        "\u03c0",
        "or 6",
        "\0"
    };

    @Test
    void shouldNeverThrow() {
        SplittableRandom random = new SplittableRandom(20260101);
        for (int round = 0; round < 60_000; round++) {
            StringBuilder text = new StringBuilder("Answer_1: The answer is ");
            int pieces = random.nextInt(1, 24);
            for (int i = 0; i < pieces; i++) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            String t = text.toString();
            assertThatCode(() -> readAll(t)).as("%s", t).doesNotThrowAnyException();
        }
    }

    static Stream<String> hostile() {
        return Stream.concat(
                Stream.of(PIECES),
                Stream.of(
                        "answer is (",
                        "answer is 1+",
                        "answer is not ",
                        "answer is a ",
                        "answer is (A) or ",
                        "answer is {{{{",
                        "answer is ((1",
                        "answer to ",
                        "1+",
                        "1 000 ",
                        "1.000.",
                        "-1",
                        "(((1",
                        "\\frac{1}{",
                        "\\frac1",
                        "1=",
                        "x=1,",
                        "five hundred ",
                        "and a half ",
                        "one point five ",
                        "</think>",
                        "<think",
                        "< < ",
                        "Answer_1 ",
                        "Answer 1 ",
                        "Answer_1: answer is 1=",
                        "Answer_1: 2x=",
                        "option is (A) or ",
                        "choose (A) ",
                        "\\boxed{1+",
                        "10^(",
                        "2^2^",
                        "1/2 of ",
                        "50% of ",
                        "(A) ",
                        "A, ",
                        "or ",
                        "****",
                        "$$$$",
                        "1e5",
                        "1 apples ",
                        "1_000",
                        "\\\\",
                        "\\_"));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("hostile")
    void shouldTakeLinearTime(String piece) {
        String text = piece.repeat(LENGTH / piece.length());
        assertTimeoutPreemptively(
                Duration.ofMinutes(2), () -> readAll("Answer_1: The answer is " + text + "\nAnswer_2: " + text));
    }

    private static void readAll(String text) {
        String plain = AnswerText.ofPrediction(text);
        for (AnswerReader.Kind kind : AnswerReader.Kind.values()) {
            AnswerReader reader = new AnswerReader(kind);
            Headers.visit(plain, (label, start, end) -> reader.read(plain, start, end));
            reader.gold(text);
        }
    }
}
