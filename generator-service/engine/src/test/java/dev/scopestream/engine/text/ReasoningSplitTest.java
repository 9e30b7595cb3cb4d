package dev.scopestream.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.engine.TextPiece;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReasoningSplitTest {
    private static final ReasoningMarkers MARKERS = new ReasoningMarkers("<think>", "</think>");

    /** The parts of a text that comes in pieces of random lengths up to {@code most}. */
    private static TextPiece split(String text, ReasoningSplit.State state, int most, Random random) {
        ReasoningSplit split = new ReasoningSplit(MARKERS, state);
        TextPiece all = TextPiece.EMPTY;
        for (int at = 0; at < text.length(); ) {
            int end = Math.min(text.length(), at + 1 + random.nextInt(most));
            all = all.plus(split.accept(text.substring(at, end)));
            at = end;
        }
        return all.plus(split.finish());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "BEFORE | <think>why</think>8 | why | 8",
                "BEFORE | <think>\\nwhy\\nso\\n</think>\\n\\n8\\n | why\\nso | 8\\n",
                "BEFORE | ` \\n<think>a</think> b` | a | ` b`",
                "BEFORE | <think></think>8 | `` | 8",
                "BEFORE | <think>\\n\\n</think>\\n\\n8 | `` | 8",
                "BEFORE | <think>a <think>b</think>c</think>d | a <think>b | c</think>d",
                "BEFORE | the tags <think>a</think> | `` | the tags <think>a</think>",
                "BEFORE | a</think>b | `` | a</think>b",
                "BEFORE | <thin | `` | <thin",
                "BEFORE | <thinking>a | `` | <thinking>a",
                "BEFORE | `\\n\\n8` | `` | `\\n\\n8`",
                "BEFORE | <think>never\\n closed\\n</thi | never\\n closed\\n</thi | ``",
                "WITHIN | \\nwhy</think>8 | why | 8",
                "WITHIN | </think>8 | `` | 8",
                "WITHIN | <think>a</think>8 | <think>a | 8",
                "WITHIN | a</think</think>8 | a</think | 8",
                "WITHIN | a<</</think>8 | a<</ | 8",
                "WITHIN | a\\n\\nb\\n | a\\n\\nb\\n | ``",
                "AFTER | <think>a</think>8 | `` | <think>a</think>8",
                "AFTER | \\n8 | `` | \\n8",
            })
    void shouldSplitHoweverTheTextIsCut(ReasoningSplit.State state, String text, String reasoning, String answer) {
        Random random = new Random(1);
        for (int most : new int[] {1, 2, 3, 5, 100}) {
            TextPiece parts = split(text.replace("\\n", "\n"), state, most, random);
            assertThat(parts)
                    .as("pieces of %d", most)
                    .isEqualTo(new TextPiece(reasoning.replace("\\n", "\n"), answer.replace("\\n", "\n")));
        }
    }

    @Test
    void shouldHoldBackNoMoreThanAMarkerAndNewlines() {
        ReasoningSplit split = new ReasoningSplit(MARKERS, ReasoningSplit.State.WITHIN);
        assertThat(split.accept("a\n\n</thi")).isEqualTo(new TextPiece("a", ""));
        assertThat(split.accept("s")).isEqualTo(new TextPiece("\n\n</this", ""));
        String newlines = "\n".repeat(10_000);
        assertThat(split.accept(newlines).reasoning()).hasSize(10_000 - 64);
        assertThat(split.accept("</think>")).isEqualTo(TextPiece.EMPTY);
        assertThat(split.state()).isEqualTo(ReasoningSplit.State.AFTER);
        ReasoningSplit blank = new ReasoningSplit(MARKERS, ReasoningSplit.State.BEFORE);
        assertThat(blank.accept(newlines)).isEqualTo(TextPiece.answer(newlines));
    }
}
