package dev.scopestream.generator.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.generator.recall.RecallIndex.Run;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecallIndexTest {
    @Test
    void shouldFindEveryEntryAcrossGaps() {
        RecallIndex index = new RecallIndex();
        index.add(0, 30);
        index.add(30, 10);
        index.add(64, 8);
        index.add(72, 8);
        assertThat(index.runs()).containsExactly(new Run(0, 0), new Run(40, 64));
        assertThat(index.ordinal(0)).isEqualTo(0);
        assertThat(index.ordinal(39)).isEqualTo(39);
        assertThat(index.ordinal(40)).isEqualTo(64);
        assertThat(index.ordinal(55)).isEqualTo(79);
        assertThat(index.ordinal(56)).isEqualTo(-1);
        assertThat(RecallIndex.of(index.runs(), index.count())).isEqualTo(index);
    }

    @Test
    void shouldRefuseRunsThatCannotBe() {
        assertThatThrownBy(() -> RecallIndex.of(List.of(new Run(5, 0)), 5)).hasMessageContaining("of 5 entries");
        assertThatThrownBy(() -> RecallIndex.of(List.of(new Run(0, 4), new Run(2, 3)), 5))
                .hasMessageContaining("after");
        assertThatThrownBy(() -> RecallIndex.of(List.of(), -1)).hasMessageContaining("-1");
    }

    @Test
    void shouldSayWhichEntriesStayedInAnotherStore() {
        RecallIndex index = RecallIndex.of(List.of(), 5);
        assertThat(index.ordinal(4)).isEqualTo(-1);
        index.add(96, 3);
        assertThat(index.ordinal(4)).isEqualTo(-1);
        assertThat(index.ordinal(5)).isEqualTo(96);
        assertThat(index.count()).isEqualTo(8);
        assertThat(RecallIndex.of(index.runs(), index.count())).isEqualTo(index);
    }
}
