package dev.scopestream.scorer.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberReaderTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "18 | 18",
                "18. | 18",
                "1,450,000 | 1450000",
                "1,45,000 | 145000",
                "$1,450,000.50 | 1450000.5",
                "$43. | 43",
                "-10 | -10",
                "−10 degrees | -10",
                "- 3 | -3",
                "-$5 | -5",
                "$-5 | -5",
                "+7 | 7",
                "**42** | 42",
                "**$42.00** | 42",
                "25% | 25",
                "$\\boxed{12}$ | 12",
                "\\[ \\boxed{1{,}200} \\] | 1200",
                "\\(3\\,500\\) | 3500",
                "$\\frac{2}{3}$ | 2/3",
                "-\\dfrac{1}{2} | -0.5",
                "2/3. | 2/3",
                "4/2 | 2",
                "1 1/2 hours | 1.5",
                ".5 | 0.5",
                "0.50 | 0.5",
                "about 30 minutes | 30",
                "x = 12 | 12",
                "€2’000 | 2000",
                "€2'000 | 2000",
                "1.5 million | 1500000",
                "3e4 | 30000",
                "5e-1 | 0.5",
                "43, because | 43",
                "12 500 | 12500",
                "007 | 7",
                "\u0664\u0662 | 42",
                "5 / 0 | 5",
                "5/0 | 5",
                "12,34 | 12.34",
                "\"15\" | 15"
            })
    void shouldReadNumbersAsPeopleWriteThem(String text, String value) {
        assertThat(read(text)).contains(value);
        assertThat(read(": " + text + "\n\nmore 99")).contains(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "no number",
                "not 5",
                "unknown",
                "there is no question 14",
                "\\frac{1}{0}",
                "\\frac{1",
                "\\sqrt{2}",
                "-",
                "$",
                "."
            })
    void shouldReadNothingWhereNoNumberStands(String text) {
        assertThat(read(text)).isEmpty();
    }

    @Test
    void shouldTakeTheDashOfAListAsABullet() {
        assertThat(read(":\n- 5 apples")).contains("5");
    }

    @Test
    void shouldNotReadEndlessDigits() {
        assertThat(read("1".repeat(100_000))).isEmpty();
        assertThat(read("1".repeat(Numeral.MAX_DIGITS))).isPresent();
        assertThat(read("1e999999999")).isEmpty();
    }

    @Test
    void shouldNotLookBeyondItsEnd() {
        assertThat(NumberReader.read("1234", 0, 2).map(ReadAnswer::value)).contains("12");
    }

    private static Optional<String> read(String text) {
        String plain = AnswerText.plain(text);
        return NumberReader.read(plain, 0, plain.length()).map(ReadAnswer::value);
    }
}
