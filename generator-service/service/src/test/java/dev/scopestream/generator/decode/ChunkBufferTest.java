package dev.scopestream.generator.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.engine.TextPiece;
import dev.scopestream.events.ChunkEvent;
import org.junit.jupiter.api.Test;

class ChunkBufferTest {
    private final ChunkBuffer buffer = new ChunkBuffer("id", 2, 0, 3, 100);

    private void first() {
        buffer.add(TextPiece.answer("first"), 0);
        assertThat(buffer.due(0)).contains(new ChunkEvent("id", 2, 0, "first", 1, false));
    }

    @Test
    void shouldGiveTheFirstTextAtOnce() {
        assertThat(buffer.due(0)).isEmpty();
        first();
        assertThat(buffer.due(1000)).isEmpty();
    }

    @Test
    void shouldGiveAChunkWhenThereAreEnoughTokens() {
        first();
        buffer.add(TextPiece.answer("a"), 0);
        buffer.add(TextPiece.answer(""), 1);
        assertThat(buffer.due(2)).isEmpty();
        buffer.add(TextPiece.answer("b"), 2);
        assertThat(buffer.due(3)).contains(new ChunkEvent("id", 2, 1, "ab", 3, false));
        assertThat(buffer.due(1000)).isEmpty();
    }

    @Test
    void shouldGiveAChunkWhenItsFirstTokenIsOld() {
        first();
        buffer.add(TextPiece.answer("a"), 50);
        assertThat(buffer.due(149)).isEmpty();
        assertThat(buffer.due(150)).contains(new ChunkEvent("id", 2, 1, "a", 1, false));
    }

    @Test
    void shouldWaitForTextHoweverManyTokensThereAre() {
        for (int i = 0; i < 10; i++) {
            buffer.add(TextPiece.answer(""), i);
        }
        assertThat(buffer.due(10_000)).isEmpty();
        buffer.add(TextPiece.answer("late"), 11);
        assertThat(buffer.due(12)).contains(new ChunkEvent("id", 2, 0, "late", 11, false));
    }

    @Test
    void shouldEndWithTheTextThatWasHeldBackEvenIfThereIsNone() {
        buffer.add(TextPiece.answer("a"), 0);
        assertThat(buffer.last(TextPiece.answer("tail"))).isEqualTo(new ChunkEvent("id", 2, 0, "atail", 1, true));
        assertThat(buffer.last(TextPiece.answer(""))).isEqualTo(new ChunkEvent("id", 2, 1, "", 0, true));
    }

    @Test
    void shouldSayWhichPartIsReasoning() {
        buffer.add(new TextPiece("why", ""), 0);
        assertThat(buffer.due(0)).contains(new ChunkEvent("id", 2, 0, "", "why", 1, false));
        buffer.add(new TextPiece(" so", ""), 1);
        buffer.add(new TextPiece("", ""), 2);
        buffer.add(new TextPiece(".", "8"), 3);
        assertThat(buffer.due(3)).contains(new ChunkEvent("id", 2, 1, "8", " so.", 3, false));
        assertThat(buffer.last(TextPiece.EMPTY)).isEqualTo(new ChunkEvent("id", 2, 2, "", 0, true));
    }
}
