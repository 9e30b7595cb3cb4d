package dev.scopestream.cli.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.events.ChunkEvent;
import dev.scopestream.events.FinishReason;
import dev.scopestream.events.ResultEvent;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamedTextTest {
    private final StringWriter printed = new StringWriter();
    private final StreamedText text = new StreamedText(new PrintWriter(printed), false);

    private void piece(int attempt, int index, String content) {
        text.piece(new ChunkEvent("id", attempt, index, content, 1, false));
    }

    private static ResultEvent.Output output(String text, String reasoning) {
        return new ResultEvent.Output(text, reasoning, List.of(), FinishReason.STOP);
    }

    @Test
    void shouldPrintPiecesOnceAndInOrder() {
        piece(1, 0, "The ");
        piece(1, 2, "is");
        piece(1, 0, "The ");
        assertThat(printed).hasToString("The ");

        piece(1, 1, "answer ");
        assertThat(printed).hasToString("The answer is");
    }

    @Test
    void shouldAddWhatTheResultHasMore() {
        piece(1, 0, "The answer");

        text.finish(output("The answer is 8", null));

        assertThat(printed).hasToString("The answer is 8" + System.lineSeparator());
    }

    @Test
    void shouldBeginAgainWithALaterAttempt() {
        piece(1, 0, "The answer");
        piece(2, 0, "It is");

        text.finish(output("It is 8", null));

        assertThat(printed.toString().lines())
                .containsExactly("The answer", "--- attempt 2 begins again ---", "It is 8");
    }

    @Test
    void shouldShowTheResultWhenThePiecesWereOthers() {
        piece(1, 0, "The answer");

        text.finish(output("8", null));

        assertThat(printed.toString().lines()).containsExactly("The answer", "--- the result ---", "8");
    }

    @Test
    void shouldPrintReasoningInFaintLettersBeforeTheAnswerOnATerminal() {
        StreamedText terminal = new StreamedText(new PrintWriter(printed), true);
        terminal.piece(new ChunkEvent("id", 1, 0, "", "3 and\u001b[1m ", 1, false));
        terminal.piece(new ChunkEvent("id", 1, 1, "", "5", 1, false));
        terminal.piece(new ChunkEvent("id", 1, 2, "It is", null, 1, false));

        terminal.finish(output("It is 8", "3 and\u001b[1m 5"));

        assertThat(printed.toString().lines())
                .containsExactly("\u001b[2m3 and\uFFFD[1m \u001b[22m\u001b[2m5\u001b[22m", "", "It is 8");
    }

    @Test
    void shouldShowTheReasoningThatTheResultHasMore() {
        StreamedText terminal = new StreamedText(new PrintWriter(printed), true);
        terminal.piece(new ChunkEvent("id", 1, 0, "It is", null, 1, false));

        terminal.finish(output("It is 8", "3 and 5"));

        assertThat(printed.toString().lines())
                .containsExactly("It is", "--- the result ---", "\u001b[2m3 and 5\u001b[22m", "", "It is 8");
    }

    @Test
    void shouldPrintTheAnswerOnlyWhereThereIsNoTerminal() {
        text.piece(new ChunkEvent("id", 1, 0, "", "3 and 5", 1, false));

        text.finish(output("It is 8", "3 and 5"));

        assertThat(printed).hasToString("It is 8" + System.lineSeparator());
    }
}
