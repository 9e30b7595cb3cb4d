package dev.scopestream.scorer.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReferencePatternsTest {
    /** Python's whitespace for str patterns; java.util.regex has no class for it. */
    private static final String SPACE =
            "[ \\t-\\r\\x1c-\\x1f\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";

    private static final Pattern NUMBERS =
            Pattern.compile("Answer_\\p{Nd}+:" + SPACE + "*.*?answer is (\\p{Nd}+)", Pattern.DOTALL);
    private static final Pattern CHOICES =
            Pattern.compile("Answer_\\p{Nd}+:" + SPACE + "*[^\\n]*?answer is \\(([^\\n]*?)\\)");
    private static final Pattern GOLD = Pattern.compile("####" + SPACE + "*(\\p{Nd}+)");

    private static final String[] PIECES = {
        "Answer_",
        "Answer_1:",
        "Answer_23:",
        "Answer_:",
        "Answer_4",
        ":",
        "answer is ",
        "answer is (",
        "answer is",
        "(",
        ")",
        "B",
        "C)",
        "7",
        "12",
        ",",
        " ",
        "\n",
        "\r",
        "\u0085",
        "\u2028",
        "\u001c",
        "\u00a0",
        "\t",
        "\u0660",
        "\u0663",
        "\ud835\udfd8",
        "\ud835\udfd9",
        "\ud835",
        "x",
        "####",
        "#",
        "-",
        "$",
        "Answer_\u0661:",
        "\n\n"
    };

    @Test
    void shouldFindWhatThePatternsFindInAnyText() {
        SplittableRandom random = new SplittableRandom(20241218);
        for (int round = 0; round < 60_000; round++) {
            StringBuilder text = new StringBuilder();
            int pieces = random.nextInt(1, 22);
            for (int i = 0; i < pieces; i++) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            String t = text.toString();
            assertThat(ReferencePatterns.numbers(t)).as(t).isEqualTo(findAll(NUMBERS, t));
            assertThat(ReferencePatterns.choices(t)).as(t).isEqualTo(findAll(CHOICES, t));
            assertThat(ReferencePatterns.gold(t).stream().toList())
                    .as(t)
                    .isEqualTo(findAll(GOLD, t).stream().limit(1).toList());
        }
    }

    @Test
    void shouldTakePythonsDigitsAndNotJavasAlone() {
        assertThat(ReferencePatterns.numbers("Answer_1: answer is \u0664\u0662."))
                .containsExactly("\u0664\u0662");
        assertThat(ReferencePatterns.numbers("Answer_1: answer is \u00b2")).isEmpty();
    }

    @Test
    void shouldKeepThePublishedFaults() {
        assertThat(ReferencePatterns.numbers("Answer_9:\nThe answer is 1,450,000."))
                .containsExactly("1");
        assertThat(ReferencePatterns.numbers("Answer_9:\nThe answer is $43.")).isEmpty();
        assertThat(ReferencePatterns.gold("#### -10")).isEmpty();
        assertThat(ReferencePatterns.numbers("Answer_9: none.\nAnswer_10: The answer is 3."))
                .containsExactly("3");
    }

    @Test
    void shouldTakeLinearTimeWhereThePatternIsQuadratic() {
        List<String> hostile = List.of(
                "Answer_1: ".repeat(1_000_000),
                "Answer_1:" + " ".repeat(10_000_000),
                "Answer_1: answer is (".repeat(500_000),
                "Answer_1: answer is ".repeat(500_000),
                "Answer_1:\nanswer is (".repeat(450_000),
                "Answer_" + "1".repeat(10_000_000),
                "#".repeat(10_000_000));
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> hostile.forEach(text -> assertThatCode(() -> {
                            ReferencePatterns.numbers(text);
                            ReferencePatterns.choices(text);
                            ReferencePatterns.gold(text);
                        })
                        .doesNotThrowAnyException()));
    }

    private static List<String> findAll(Pattern pattern, String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
