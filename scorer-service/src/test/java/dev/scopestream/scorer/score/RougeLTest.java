package dev.scopestream.scorer.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RougeLTest {
    @Test
    void shouldBeTheF1OfTheLongestCommonSubsequenceOfWords() {
        // Lin 2004, section 3.1: S1 against S2 and S3
        assertThat(RougeL.f1("police killed the gunman", "police kill the gunman"))
                .isEqualTo(new RougeL.F1(6, 8));
        assertThat(RougeL.f1("police killed the gunman", "the gunman kill police"))
                .isEqualTo(new RougeL.F1(4, 8));
        assertThat(RougeL.f1("testing one two", "Testing, one: two!").value()).isEqualTo(1);
    }

    @Test
    void shouldBeNothingWithoutWords() {
        assertThat(RougeL.f1("", "a").value()).isZero();
        assertThat(RougeL.f1("a", " \ud83d\ude00 ").value()).isZero();
        assertThat(RougeL.words("It's 3-fold\u00e9x")).containsExactly("it", "s", "3", "fold", "x");
    }

    @Test
    void shouldTakeBoundedTimeOnLongTexts() {
        String many = "a b c d e ".repeat(1_000_000);
        assertTimeoutPreemptively(
                Duration.ofMinutes(2),
                () -> assertThat(RougeL.f1(many, many).value()).isEqualTo(1));
    }
}
