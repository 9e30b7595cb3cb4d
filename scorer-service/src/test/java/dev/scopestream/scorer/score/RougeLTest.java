package dev.scopestream.scorer.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RougeLTest {
    @Test
    void shouldBeTheF1OfTheLongestCommonSubsequenceOfWords() {
        // Lin 2004, section 3.1: S1 against S2 and S3
        assertThat(RougeL.f1("police killed the gunman", "police kill the gunman"))
                .isCloseTo(0.75, within(1e-12));
        assertThat(RougeL.f1("police killed the gunman", "the gunman kill police"))
                .isCloseTo(0.5, within(1e-12));
        assertThat(RougeL.f1("testing one two", "Testing, one: two!")).isEqualTo(1);
    }

    @Test
    void shouldBeNothingWithoutWords() {
        assertThat(RougeL.f1("", "a")).isZero();
        assertThat(RougeL.f1("a", " \ud83d\ude00 ")).isZero();
        assertThat(RougeL.words("It's 3-fold\u00e9x")).containsExactly("it", "s", "3", "fold", "x");
    }

    @Test
    void shouldTakeBoundedTimeOnLongTexts() {
        String many = "a b c d e ".repeat(1_000_000);
        assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertThat(RougeL.f1(many, many)).isEqualTo(1));
    }
}
