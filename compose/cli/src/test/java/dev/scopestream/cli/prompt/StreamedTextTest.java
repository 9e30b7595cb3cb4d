package dev.scopestream.cli.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.events.ChunkEvent;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class StreamedTextTest {
    private final StringWriter printed = new StringWriter();
    private final StreamedText text = new StreamedText(new PrintWriter(printed));

    private void piece(int attempt, int index, String content) {
        text.piece(new ChunkEvent("id", attempt, index, content, 1, false));
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

        text.finish("The answer is 8");

        assertThat(printed).hasToString("The answer is 8" + System.lineSeparator());
    }

    @Test
    void shouldBeginAgainWithALaterAttempt() {
        piece(1, 0, "The answer");
        piece(2, 0, "It is");

        text.finish("It is 8");

        assertThat(printed.toString().lines())
                .containsExactly("The answer", "--- attempt 2 begins again ---", "It is 8");
    }

    @Test
    void shouldShowTheResultWhenThePiecesWereOthers() {
        piece(1, 0, "The answer");

        text.finish("8");

        assertThat(printed.toString().lines()).containsExactly("The answer", "--- the result ---", "8");
    }
}
