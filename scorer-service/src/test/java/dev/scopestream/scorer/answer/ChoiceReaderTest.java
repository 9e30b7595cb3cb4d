package dev.scopestream.scorer.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChoiceReaderTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                " (A). | A",
                " A | A",
                " A. | A",
                " **A** | A",
                " **(C)** | C",
                " (**C**) | C",
                " (A) bank | A",
                " A) bank | A",
                " B bank | B",
                ": B | B",
                " option D. | D",
                " choice (D) | D",
                " the letter E | E",
                " [B] | B",
                " $\\boxed{B}$ | B",
                " \\boxed{\\text{(C)}} | C",
                " (b) | B",
                " b. | B",
                " \"C\" | C",
                "'\n\n(C)' | C"
            })
    void shouldReadOptionsInAnyUsualForm(String text, String letter) {
        assertThat(read(text)).contains(letter);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " bank",
                " not listed",
                " a bank",
                " a \"table.\"",
                " I think so",
                " (A and B)",
                " (AB)",
                " 5",
                " Aardvark"
            })
    void shouldReadNothingWhereNoOptionStands(String text) {
        assertThat(read(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {" \"bank\" (A). | A", " the bank, that is (D) | D", " (A) or rather (A) | A"})
    void shouldTakeTheOneOptionOfALine(String text, String letter) {
        assertThat(ChoiceReader.onLine(text, 0, text.length()).map(ReadAnswer::value))
                .contains(letter);
    }

    @ParameterizedTest
    @ValueSource(strings = {" either (A) or (B)", " none\n(A)", " (a)", " ("})
    void shouldTakeNoOptionOfALineThatHasNoneOrTwo(String text) {
        assertThat(ChoiceReader.onLine(text, 0, text.length())).isEmpty();
    }

    private static Optional<String> read(String text) {
        return ChoiceReader.read(text, 0, text.length()).map(ReadAnswer::value);
    }
}
