package dev.scopestream.generator.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.generator.offsets.Change.Kind;
import dev.scopestream.generator.offsets.OffsetMapCodec.Decoded;
import dev.scopestream.generator.prompt.PromptClaim;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class AssignedPartitionsTest {
    private static final TopicPartition ONE = new TopicPartition("p", 1);
    private static final TopicPartition TWO = new TopicPartition("p", 2);

    private final AssignedPartitions assigned = new AssignedPartitions();

    private PromptClaim admitted(TopicPartition partition, long offset) {
        assertThat(assigned.admit(partition, offset)).isEqualTo(OffsetAdmission.ADMITTED);
        return assigned.claim(partition, offset).orElseThrow();
    }

    private static Change change(PromptClaim claim, Kind kind) {
        return new Change(claim, kind);
    }

    @Test
    void shouldCommitOffsetAndMapFromOneMoment() {
        assigned.assign(ONE, OffsetMap.at(5));
        PromptClaim first = admitted(ONE, 5);
        PromptClaim second = admitted(ONE, 6);
        Prepared prepared = assigned.prepare(List.of(change(first, Kind.BEGUN), change(second, Kind.DONE)));
        assertThat(prepared.offsets()).containsOnlyKeys(ONE);
        assertThat(prepared.offsets().get(ONE).offset()).isEqualTo(5);
        OffsetMap map = ((Decoded.Known)
                        OffsetMapCodec.decode(5, prepared.offsets().get(ONE).metadata()))
                .map();
        assertThat(map.attempts(5)).isEqualTo(new Attempts(1, 1, 0));
        assertThat(map.admit(5)).isEqualTo(OffsetAdmission.ADMITTED);
        assertThat(map.admit(6)).isEqualTo(OffsetAdmission.DONE);
        assertThat(assigned.attempt(first))
                .as("nothing holds before it is committed")
                .isZero();
        assigned.applied(prepared);
        assertThat(assigned.attempt(first)).isEqualTo(1);
        assertThat(assigned.incomplete()).isEqualTo(1);
    }

    @Test
    void shouldLeaveOutWhatBelongsToPartitionsThatWentAway() {
        assigned.assign(ONE, OffsetMap.at(0));
        assigned.assign(TWO, OffsetMap.at(0));
        PromptClaim gone = admitted(ONE, 0);
        PromptClaim mine = admitted(TWO, 0);
        assigned.remove(List.of(ONE));
        Prepared prepared = assigned.prepare(List.of(change(gone, Kind.DONE), change(mine, Kind.DONE)));
        assertThat(prepared.changes()).containsExactly(change(mine, Kind.DONE));
        assertThat(prepared.offsets()).containsOnlyKeys(TWO);
    }

    @Test
    void shouldNotTakeAnOldClaimForANewAssignmentOfTheSamePartition() {
        assigned.assign(ONE, OffsetMap.at(0));
        PromptClaim before = admitted(ONE, 0);
        assigned.remove(List.of(ONE));
        assigned.assign(ONE, OffsetMap.at(0));
        PromptClaim after = admitted(ONE, 0);
        assertThat(assigned.owns(before)).isFalse();
        assertThat(assigned.owns(after)).isTrue();
        assertThat(before.key()).isNotEqualTo(after.key());
        assertThat(assigned.prepare(List.of(change(before, Kind.DONE))).changes())
                .isEmpty();
    }

    @Test
    void shouldNotApplyACommitToAPartitionThatCameBackMeanwhile() {
        assigned.assign(ONE, OffsetMap.at(0));
        Prepared prepared = assigned.prepare(List.of(change(admitted(ONE, 0), Kind.DONE)));
        assigned.remove(List.of(ONE));
        assigned.assign(ONE, OffsetMap.at(0));
        PromptClaim again = admitted(ONE, 0);
        assigned.applied(prepared);
        assertThat(assigned.owns(again)).isTrue();
        assertThat(assigned.incomplete()).isEqualTo(1);
    }

    @Test
    void shouldCommitAPositionThatMovedWithoutAnyRecord() {
        assigned.assign(ONE, OffsetMap.at(0));
        assertThat(assigned.prepare(List.of()).offsets()).isEmpty();
        assigned.advance(ONE, 9);
        Prepared prepared = assigned.prepare(List.of());
        assertThat(prepared.offsets().get(ONE).offset()).isEqualTo(9);
        assigned.applied(prepared);
        assertThat(assigned.prepare(List.of()).offsets()).isEmpty();
    }

    @Test
    void shouldGoWithTheMembershipOfTheSameMoment() {
        assigned.assign(ONE, OffsetMap.at(0));
        Change done = change(admitted(ONE, 0), Kind.DONE);
        assertThat(assigned.prepare(List.of(done)).group()).isNull();
        try (MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest")) {
            ConsumerGroupMetadata member = consumer.groupMetadata();
            assigned.member(member);
            assertThat(assigned.prepare(List.of(done)).group()).isSameAs(member);
        }
        assigned.quit();
        assertThat(assigned.prepare(List.of(done)).changes()).isEmpty();
        assertThat(assigned.prepare(List.of(done)).group()).isNull();
    }

    @Test
    void shouldBeginAnewWhenTheLogDoes() {
        assigned.assign(ONE, OffsetMap.at(100));
        PromptClaim old = admitted(ONE, 100);
        assertThat(assigned.admit(ONE, 3)).isEqualTo(OffsetAdmission.BEHIND);
        assertThat(assigned.owns(old)).isFalse();
        assertThat(assigned.claim(ONE, 3))
                .hasValueSatisfying(c -> assertThat(assigned.owns(c)).isTrue());
        assertThat(assigned.incomplete()).isEqualTo(1);
    }
}
