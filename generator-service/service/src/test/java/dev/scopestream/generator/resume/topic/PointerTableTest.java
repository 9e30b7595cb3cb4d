package dev.scopestream.generator.resume.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PointerTableTest {
    private static final Uuid TOPIC = new Uuid(3, 4);
    private static final TopicPartition PROMPTS = new TopicPartition("prompts", 2);

    private final PointerTable table = new PointerTable("checkpoints");

    @BeforeEach
    void assign() {
        assertThat(table.restore(2, Optional.empty(), TOPIC)).isZero();
    }

    private static CheckpointPointer pointer(int attempt, long first, int slot) {
        return CheckpointPointer.to(attempt, new CheckpointPointer.Range(first, 3, 3, slot));
    }

    private OffsetAndMetadata commit() {
        PointerTable.Commit due = table.due().orElseThrow();
        table.ended(due, true);
        return due.offsets().get(new TopicPartition("checkpoints", 2));
    }

    @Test
    void shouldGiveTheNextOwnerWhatWasCommitted() {
        assertThat(table.written(2, 100, pointer(1, 7, 0))).isTrue();
        assertThat(table.written(2, 90, pointer(4, 20, 0))).isTrue();
        OffsetAndMetadata committed = commit();
        assertThat(table.due()).as("nothing changed").isEmpty();
        PointerTable next = new PointerTable("checkpoints");
        assertThat(next.restore(2, Optional.of(committed), TOPIC)).isEqualTo(2);
        assertThat(next.find(2, 100)).contains(pointer(1, 7, 0));
        assertThat(next.find(2, 90)).contains(pointer(4, 20, 0));
        assertThat(next.find(1, 90)).isEmpty();
        assertThat(next.restore(2, Optional.of(committed), new Uuid(3, 5)))
                .as("of a topic that was deleted")
                .isZero();
        OffsetAndMetadata elsewhere = new OffsetAndMetadata(committed.offset() + 1, committed.metadata());
        assertThat(next.restore(2, Optional.of(elsewhere), TOPIC)).isZero();
    }

    @Test
    void shouldRefuseDamagedMetadata() {
        assertThat(table.written(2, 100, pointer(1, 7, 0))).isTrue();
        OffsetAndMetadata committed = commit();
        String text = committed.metadata();
        for (int i = 0; i < text.length(); i++) {
            String changed = text.substring(0, i) + (text.charAt(i) == 'A' ? 'B' : 'A') + text.substring(i + 1);
            assertThat(PointerCodec.decode(committed.offset(), changed)
                            .map(PointerCodec.Pointers::pointers)
                            .filter(found -> !found.get(100L).equals(pointer(1, 7, 0))))
                    .as("character %d", i)
                    .isEmpty();
            assertThat(PointerCodec.decode(committed.offset(), text.substring(0, i)))
                    .isEmpty();
        }
        assertThat(PointerCodec.decode(0, "not base64!")).isEmpty();
    }

    @Test
    void shouldReadThePointersOfTheVersionBefore() {
        // as a generator of version 1 committed it: attempt 3, first record 5 before 12, span 4, 3 records of at most
        // 6, slot 1 of 2
        ByteBuffer old = ByteBuffer.allocate(64)
                .put((byte) 'P')
                .put((byte) 1)
                .putLong(12)
                .putLong(TOPIC.getMostSignificantBits())
                .putLong(TOPIC.getLeastSignificantBits());
        old.put(new byte[] {1, 20, 3, 10, 4, 3, 6, 0x12});
        CRC32C crc = new CRC32C();
        crc.update(old.array(), 0, old.position());
        old.putInt((int) crc.getValue());
        String metadata =
                Base64.getEncoder().withoutPadding().encodeToString(Arrays.copyOf(old.array(), old.position()));
        assertThat(table.restore(2, Optional.of(new OffsetAndMetadata(12, metadata)), TOPIC))
                .isEqualTo(1);
        assertThat(table.find(2, 10))
                .contains(new CheckpointPointer(3, new CheckpointPointer.Range(7, 4, 3, 1), Optional.empty(), 2, 6));
    }

    @Test
    void shouldNeverWriteToASlotThatACommitMayReferTo() {
        assertThat(table.slot(2, 100, 1)).contains(0);
        assertThat(table.written(2, 100, pointer(1, 0, 0))).isTrue();
        assertThat(table.slot(2, 100, 1)).as("0 is the newest").contains(1);
        PointerTable.Commit first = table.due().orElseThrow();
        assertThat(table.written(2, 100, pointer(1, 3, 1))).isTrue();
        assertThat(table.slot(2, 100, 1)).as("0 is being committed").contains(2);
        assertThat(table.due()).as("one at a time").isEmpty();
        table.ended(first, false);
        assertThat(table.refused()).isEqualTo(1);
        assertThat(table.slot(2, 100, 1)).as("it may be committed all the same").contains(2);
        OffsetAndMetadata unused = commit();
        assertThat(table.slot(2, 100, 1)).as("only 1 is committed now").contains(0);
        for (int slot : new int[] {0, 2, 3, 4, 5, 6, 7}) {
            assertThat(table.written(2, 100, pointer(1, 10 + slot, slot))).isTrue();
            table.ended(table.due().orElseThrow(), false);
        }
        assertThat(table.slot(2, 100, 1)).as("all may be committed").isEmpty();
    }

    @Test
    void shouldNeverWriteOverTheWholeOneWhoseChangesAreTheNewest() {
        CheckpointPointer whole = pointer(1, 0, 0);
        assertThat(table.written(2, 100, whole)).isTrue();
        CheckpointPointer changed = whole.changed(new CheckpointPointer.Range(3, 1, 1, 1));
        assertThat(table.written(2, 100, changed)).isTrue();
        OffsetAndMetadata unused = commit();
        assertThat(table.slot(2, 100, 1)).as("0 and 1 are referred to").contains(2);
        CheckpointPointer again = whole.changed(new CheckpointPointer.Range(4, 2, 1, 2));
        assertThat(table.written(2, 100, again)).isTrue();
        assertThat(table.slot(2, 100, 1)).as("0, 1 and 2 are").contains(3);
        OffsetAndMetadata committed = commit();
        assertThat(committed.offset()).isEqualTo(6);
        assertThat(table.slot(2, 100, 1)).as("0 and 2 are").contains(1);
        PointerTable next = new PointerTable("checkpoints");
        assertThat(next.restore(2, Optional.of(committed), TOPIC)).isEqualTo(1);
        assertThat(next.find(2, 100)).contains(again);
        assertThat(next.records()).isEqualTo(4);
        assertThat(table.written(2, 100, pointer(1, 6, 3))).as("a whole one").isTrue();
        OffsetAndMetadata further = commit();
        assertThat(further.offset()).isEqualTo(9);
        assertThat(table.slot(2, 100, 1)).as("3 is").contains(0);
        assertThat(table.removeUpTo(2, 100, 1).orElseThrow().pointer().slots()).isEqualTo(4);
    }

    @Test
    void shouldDecideByTheAttemptAndTheAssignment() {
        assertThat(table.written(2, 100, pointer(3, 50, 0))).isTrue();
        assertThat(table.written(2, 100, pointer(2, 60, 0)))
                .as("an earlier owner's, late")
                .isFalse();
        assertThat(table.find(2, 100)).contains(pointer(3, 50, 0));
        assertThat(table.slot(2, 100, 2)).isEmpty();
        assertThat(table.written(2, 100, pointer(4, 70, 0))).isTrue();
        assertThat(table.takeUnneeded())
                .as("the committed pointer refers to it")
                .isEmpty();
        OffsetAndMetadata unused = commit();
        assertThat(table.takeUnneeded()).extracting(PointerTable.Gone::pointer).containsExactly(pointer(3, 50, 0));
        table.remove(List.of(PROMPTS));
        assertThat(table.written(2, 100, pointer(5, 80, 0))).as("not ours").isFalse();
        assertThat(table.slot(2, 100, 5)).isEmpty();
        assertThat(table.due()).isEmpty();
    }

    @Test
    void shouldForgetWhatIsDelivered() {
        for (long offset = 10; offset < 14; offset++) {
            assertThat(table.written(2, offset, pointer(2, offset * 3, 0))).isTrue();
        }
        assertThat(table.removeUpTo(2, 10, 1)).isEmpty();
        assertThat(table.removeUpTo(2, 10, 2)).isPresent();
        assertThat(table.removeIf(2, offset -> offset == 12)).hasSize(1);
        assertThat(table.removeOldest(2, 11).orElseThrow().offset()).isEqualTo(13);
        assertThat(table.removeOldest(2, 11)).isEmpty();
        assertThat(table.records()).isEqualTo(3);
        OffsetAndMetadata committed = commit();
        assertThat(PointerCodec.decode(committed.offset(), committed.metadata())
                        .orElseThrow()
                        .pointers())
                .containsOnlyKeys(11L);
    }

    @Test
    void shouldFitTheRequestsOfAPartitionIntoACommit() {
        List<Long> offsets = new ArrayList<>();
        for (int i = 0; i < 160; i++) {
            long offset = 1_000_000_000_000L + i * 800L;
            offsets.add(offset);
            assertThat(table.written(
                            2,
                            offset,
                            CheckpointPointer.to(
                                    900, new CheckpointPointer.Range(1_000_000_000_000L + i * 40_000L, 200, 120, 1))))
                    .isTrue();
        }
        OffsetAndMetadata committed = commit();
        assertThat(committed.metadata().length()).isLessThanOrEqualTo(4096);
        assertThat(PointerCodec.decode(committed.offset(), committed.metadata())
                        .orElseThrow()
                        .pointers())
                .containsOnlyKeys(offsets);
        for (int i = 0; i < 400; i++) {
            assertThat(table.written(2, 5_000_000_000_000L + i * 80_000L, pointer(1, 9_000_000_000_000L + i * 5L, 0)))
                    .isTrue();
        }
        OffsetAndMetadata more = commit();
        assertThat(more.metadata().length()).isLessThanOrEqualTo(4096);
        assertThat(PointerCodec.decode(more.offset(), more.metadata())
                        .orElseThrow()
                        .pointers())
                .as("the newest are there")
                .containsKey(5_000_000_000_000L + 399 * 80_000L)
                .doesNotContainKey(offsets.get(0));
    }
}
