package dev.scopestream.generator.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.events.ChunkEvent;
import org.junit.jupiter.api.Test;

class ChunkBufferTest {
    private final ChunkBuffer buffer = new ChunkBuffer("id", 2, 3, 100);

    private void first() {
        buffer.add("first", 0);
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
        buffer.add("a", 0);
        buffer.add("", 1);
        assertThat(buffer.due(2)).isEmpty();
        buffer.add("b", 2);
        assertThat(buffer.due(3)).contains(new ChunkEvent("id", 2, 1, "ab", 3, false));
        assertThat(buffer.due(1000)).isEmpty();
    }

    @Test
    void shouldGiveAChunkWhenItsFirstTokenIsOld() {
        first();
        buffer.add("a", 50);
        assertThat(buffer.due(149)).isEmpty();
        assertThat(buffer.due(150)).contains(new ChunkEvent("id", 2, 1, "a", 1, false));
    }

    @Test
    void shouldWaitForTextHoweverManyTokensThereAre() {
        for (int i = 0; i < 10; i++) {
            buffer.add("", i);
        }
        assertThat(buffer.due(10_000)).isEmpty();
        buffer.add("late", 11);
        assertThat(buffer.due(12)).contains(new ChunkEvent("id", 2, 0, "late", 11, false));
    }

    @Test
    void shouldEndWithTheTextThatWasHeldBackEvenIfThereIsNone() {
        buffer.add("a", 0);
        assertThat(buffer.last("tail")).isEqualTo(new ChunkEvent("id", 2, 0, "atail", 1, true));
        assertThat(buffer.last("")).isEqualTo(new ChunkEvent("id", 2, 1, "", 0, true));
    }
}
