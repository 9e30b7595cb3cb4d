package dev.scopestream.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.events.ChunkEvent;
import org.junit.jupiter.api.Test;

class ChunkAssemblyTest {
    private final ChunkAssembly assembly = new ChunkAssembly();

    @Test
    void shouldPutChunksInOrderAndIgnoreRepeats() {
        assertThat(assembly.accept(chunk(1, 1, "b", false))).isFalse();
        assertThat(assembly.text()).isEmpty();
        assembly.accept(chunk(1, 0, "a", false));
        assembly.accept(chunk(1, 0, "a", false));
        assembly.accept(chunk(1, 1, "b", false));
        assertThat(assembly.text()).isEqualTo("ab");
        assertThat(assembly.isComplete()).isFalse();
        assembly.accept(chunk(1, 2, "c", true));
        assertThat(assembly.text()).isEqualTo("abc");
        assertThat(assembly.isComplete()).isTrue();
    }

    @Test
    void shouldDropALostAttempt() {
        assembly.accept(chunk(1, 0, "old", true));
        assertThat(assembly.accept(chunk(2, 0, "new", false))).isTrue();
        assertThat(assembly.accept(chunk(1, 1, "late", false))).isFalse();
        assertThat(assembly.text()).isEqualTo("new");
        assertThat(assembly.isComplete()).isFalse();
    }

    private static ChunkEvent chunk(int attempt, int index, String text, boolean last) {
        return new ChunkEvent("id", attempt, index, text, 1, last);
    }

    @Test
    void shouldTakeTheChunksOfItsSampleOnly() {
        ChunkAssembly second = new ChunkAssembly(1);
        assembly.accept(chunk(1, 0, "first", true).ofChoice(0));
        assertThat(assembly.accept(chunk(2, 0, "second", true).ofChoice(1))).isFalse();
        second.accept(chunk(2, 0, "second", true).ofChoice(1));
        second.accept(chunk(2, 1, "first", true));
        assertThat(assembly.text()).isEqualTo("first");
        assertThat(second.text()).isEqualTo("second");
    }

    @Test
    void shouldAssembleTheReasoningApart() {
        ChunkAssembly assembly = new ChunkAssembly();
        assembly.accept(new ChunkEvent("id", 1, 0, "", "lost", 1, false));
        assembly.accept(new ChunkEvent("id", 2, 1, "8", " so", 1, true));
        assembly.accept(new ChunkEvent("id", 2, 0, "", "why", 1, false));
        assertThat(assembly.reasoning()).isEqualTo("why so");
        assertThat(assembly.text()).isEqualTo("8");
    }
}
