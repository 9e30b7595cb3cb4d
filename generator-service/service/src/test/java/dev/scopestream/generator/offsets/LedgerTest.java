package dev.scopestream.generator.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.generator.offsets.Change.Kind;
import dev.scopestream.generator.offsets.OffsetMapCodec.Decoded;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final TopicPartition ONE = new TopicPartition("p", 1);
    private static final TopicPartition TWO = new TopicPartition("p", 2);

    private final Ledger ledger = new Ledger();

    private Claim admitted(TopicPartition partition, long offset) {
        assertThat(ledger.admit(partition, offset)).isEqualTo(OffsetMap.Admission.ADMITTED);
        return ledger.claim(partition, offset).orElseThrow();
    }

    private static Change change(Claim claim, Kind kind) {
        return new Change(claim, kind);
    }

    @Test
    void shouldCommitOffsetAndMapFromOneMoment() {
        ledger.assign(ONE, OffsetMap.at(5));
        Claim first = admitted(ONE, 5);
        Claim second = admitted(ONE, 6);
        Prepared prepared = ledger.prepare(List.of(change(first, Kind.BEGUN), change(second, Kind.DONE)));
        assertThat(prepared.offsets()).containsOnlyKeys(ONE);
        assertThat(prepared.offsets().get(ONE).offset()).isEqualTo(5);
        OffsetMap map = ((Decoded.Known)
                        OffsetMapCodec.decode(5, prepared.offsets().get(ONE).metadata()))
                .map();
        assertThat(map.attempts(5)).isEqualTo(new Attempts(1, 1));
        assertThat(map.admit(5)).isEqualTo(OffsetMap.Admission.ADMITTED);
        assertThat(map.admit(6)).isEqualTo(OffsetMap.Admission.DONE);
        assertThat(ledger.attempt(first))
                .as("nothing holds before it is committed")
                .isZero();
        ledger.applied(prepared);
        assertThat(ledger.attempt(first)).isEqualTo(1);
        assertThat(ledger.incomplete()).isEqualTo(1);
    }

    @Test
    void shouldLeaveOutWhatBelongsToPartitionsThatWentAway() {
        ledger.assign(ONE, OffsetMap.at(0));
        ledger.assign(TWO, OffsetMap.at(0));
        Claim gone = admitted(ONE, 0);
        Claim mine = admitted(TWO, 0);
        ledger.remove(List.of(ONE));
        Prepared prepared = ledger.prepare(List.of(change(gone, Kind.DONE), change(mine, Kind.DONE)));
        assertThat(prepared.changes()).containsExactly(change(mine, Kind.DONE));
        assertThat(prepared.offsets()).containsOnlyKeys(TWO);
    }

    @Test
    void shouldNotTakeAnOldClaimForANewAssignmentOfTheSamePartition() {
        ledger.assign(ONE, OffsetMap.at(0));
        Claim before = admitted(ONE, 0);
        ledger.remove(List.of(ONE));
        ledger.assign(ONE, OffsetMap.at(0));
        Claim after = admitted(ONE, 0);
        assertThat(ledger.owns(before)).isFalse();
        assertThat(ledger.owns(after)).isTrue();
        assertThat(before.key()).isNotEqualTo(after.key());
        assertThat(ledger.prepare(List.of(change(before, Kind.DONE))).changes()).isEmpty();
    }

    @Test
    void shouldNotApplyACommitToAPartitionThatCameBackMeanwhile() {
        ledger.assign(ONE, OffsetMap.at(0));
        Prepared prepared = ledger.prepare(List.of(change(admitted(ONE, 0), Kind.DONE)));
        ledger.remove(List.of(ONE));
        ledger.assign(ONE, OffsetMap.at(0));
        Claim again = admitted(ONE, 0);
        ledger.applied(prepared);
        assertThat(ledger.owns(again)).isTrue();
        assertThat(ledger.incomplete()).isEqualTo(1);
    }

    @Test
    void shouldCommitAPositionThatMovedWithoutAnyRecord() {
        ledger.assign(ONE, OffsetMap.at(0));
        assertThat(ledger.prepare(List.of()).offsets()).isEmpty();
        ledger.advance(ONE, 9);
        Prepared prepared = ledger.prepare(List.of());
        assertThat(prepared.offsets().get(ONE).offset()).isEqualTo(9);
        ledger.applied(prepared);
        assertThat(ledger.prepare(List.of()).offsets()).isEmpty();
    }

    @Test
    void shouldGoWithTheMembershipOfTheSameMoment() {
        ledger.assign(ONE, OffsetMap.at(0));
        Change done = change(admitted(ONE, 0), Kind.DONE);
        assertThat(ledger.prepare(List.of(done)).group()).isNull();
        try (MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest")) {
            ConsumerGroupMetadata member = consumer.groupMetadata();
            ledger.member(member);
            assertThat(ledger.prepare(List.of(done)).group()).isSameAs(member);
        }
        ledger.leave();
        assertThat(ledger.prepare(List.of(done)).changes()).isEmpty();
        assertThat(ledger.prepare(List.of(done)).group()).isNull();
    }

    @Test
    void shouldBeginAnewWhenTheLogDoes() {
        ledger.assign(ONE, OffsetMap.at(100));
        Claim old = admitted(ONE, 100);
        assertThat(ledger.admit(ONE, 3)).isEqualTo(OffsetMap.Admission.BEHIND);
        assertThat(ledger.owns(old)).isFalse();
        assertThat(ledger.claim(ONE, 3))
                .hasValueSatisfying(c -> assertThat(ledger.owns(c)).isTrue());
        assertThat(ledger.incomplete()).isEqualTo(1);
    }
}
