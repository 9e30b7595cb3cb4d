package dev.scopestream.scorer.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.scopestream.events.Answer;
import dev.scopestream.events.AnswerKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Procedures: right as a whole, and partial credit up to the first wrong step. */
class ProcedureScorerTest {
    private static final String ROUTE =
            """
            <Route>
            From A, take a bus to B.
            From B, take a train to C.
            From C, take a plane to D.
            From D, take a ferry to E.
            </Route>
            """;
    private static final String COUNTDOWN =
            """
            # Search
            8 + 3 = 11: [11, 2]
              11 + 2 = 13: drop
              11 - 2 = 9: found
            <Solution>
            8 + 3 = 11
            11 - 2 = 9
            </Solution>
            """;

    private static DocumentScore score(String expected, String prediction) {
        return new DocumentScorer(ScoredDataset.form("any", AnswerKind.PROCEDURE))
                .score(List.of(new Answer(1, expected)), prediction);
    }

    @Test
    void shouldGiveFullMarksToTheWholeProcedure() {
        for (String text : List.of(ROUTE, COUNTDOWN)) {
            for (String prediction : List.of(text, "<think>hm</think>Here it is:\n" + text + "Done.", text + text)) {
                DocumentScore score = score(text, prediction);
                assertThat(score.reference()).isEqualTo(1);
                assertThat(score.aligned()).isEqualTo(1);
                assertThat(score.missing()).isZero();
                assertThat(score.isCount()).isFalse();
            }
        }
        assertThat(score(ROUTE, ROUTE.replace("\n", "  \r\n\n")).reference()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"B.,X.,0", "to C.,to X.,0.25", "plane,bus,0.5", "From D,From X,0.75"})
    void shouldCountTheStepsBeforeTheFirstWrongOne(String right, String wrong, double share) {
        DocumentScore score = score(ROUTE, ROUTE.replaceFirst(java.util.regex.Pattern.quote(right), wrong));
        assertThat(score.reference()).isZero();
        assertThat(score.aligned()).isEqualTo(share);
        assertThat(score.questions()).singleElement().satisfies(v -> assertThat(v.foundAligned())
                .contains(wrong));
    }

    @Test
    void shouldNotCallWhatIsCutOffOrGoesOnRight() {
        DocumentScore cut = score(ROUTE, ROUTE.replace("</Route>\n", ""));
        assertThat(cut.reference()).isZero();
        assertThat(cut.aligned()).isEqualTo(1);
        DocumentScore more = score(ROUTE, ROUTE.replace("</Route>", "From E, take a bus to F.\n</Route>"));
        assertThat(more.reference()).isZero();
        for (String nothing : List.of(
                "", "From A, take a bus to B.", "</Route>", "<Route></Route>", "<route>\n" + ROUTE.substring(8))) {
            DocumentScore none = score(ROUTE, nothing);
            assertThat(none.aligned()).as(nothing).isZero();
            assertThat(none.missing()).isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"8+3=11\n11-2=9", "3 + 8 = 11\n11 - 2 = 9", "8 - 2 = 6\n6 + 3 = 9"})
    void shouldTakeAnyRightSolutionOfACountdown(String solution) {
        DocumentScore score = score(COUNTDOWN, "<Solution>\n" + solution + "\n</Solution>");
        assertThat(score.reference()).isEqualTo(1);
        assertThat(score.aligned()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8 + 3 = 12\n12 - 2 = 9",
                "8 + 3 = 11",
                "8 + 3 = 11\n11 - 3 = 9",
                "9 + 0 = 9\n9 - 0 = 9",
                "8 + 3 = 11\n11 - 2 = 9\n9 * 1 = 9",
                "8 + 3 = 11\n11 + 2 = 13",
                "8 / 0 = 0\n3 * 3 = 9",
                "",
                "99999999999 + 1 = 2\n1 - 1 = 9",
            })
    void shouldCheckASolution(String solution) {
        String search = COUNTDOWN.substring(0, COUNTDOWN.indexOf("<Solution>"));
        DocumentScore score = score(COUNTDOWN, search + "<Solution>\n" + solution + "\n</Solution>");
        assertThat(score.reference()).isZero();
        assertThat(score.aligned()).isEqualTo(1);
        DocumentScore half =
                score(COUNTDOWN, search.replace("13: drop", "13: found") + "<Solution>\n" + solution + "\n</Solution>");
        assertThat(half.aligned()).isEqualTo(1.0 / 3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Route>",
                "<",
                "\n",
                "# Search\n",
                "<Solution>\n1 + 1 = 2\n",
                "From A, take a bus to B.\n",
                "<think>"
            })
    void shouldTakeLinearTime(String piece) {
        String hostile = piece.repeat(8_000_000 / piece.length());
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            assertThat(score(ROUTE, hostile).reference()).isZero();
            assertThat(score(COUNTDOWN, hostile).reference()).isZero();
            assertThat(score("no tag", hostile).reference()).isZero();
        });
    }
}
