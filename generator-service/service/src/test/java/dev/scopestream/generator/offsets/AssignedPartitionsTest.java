package dev.scopestream.generator.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.generator.offsets.Change.Kind;
import dev.scopestream.generator.offsets.OffsetMapCodec.Decoded;
import dev.scopestream.generator.prompt.PromptClaim;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class AssignedPartitionsTest {
    private static final TopicPartition ONE = new TopicPartition("p", 1);
    private static final TopicPartition TWO = new TopicPartition("p", 2);

    private final AssignedPartitions assigned = new AssignedPartitions();

    private PromptClaim admitted(TopicPartition partition, long offset) {
        Admission admission = assigned.admit(partition, offset, Optional.empty());
        assertThat(admission.outcome()).isEqualTo(OffsetAdmission.ADMITTED);
        return admission.claim().orElseThrow();
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
    void shouldAdmitNothingOfAPartitionThatIsNotOurs() {
        assigned.assign(ONE, OffsetMap.at(0));
        assigned.quit();
        assertThat(assigned.admit(ONE, 0, Optional.empty())).isEqualTo(Admission.of(OffsetAdmission.FULL));
        assertThat(assigned.skip(ONE, 0, Optional.empty())).isEqualTo(Admission.of(OffsetAdmission.FULL));
        assertThat(assigned.committable(ONE)).isEmpty();
    }

    @Test
    void shouldSayThatTheLogWentBackAndKeepItsMap() {
        assigned.assign(ONE, OffsetMap.at(100));
        PromptClaim claim = admitted(ONE, 100);
        for (long offset : new long[] {3, 100}) {
            assertThat(assigned.admit(ONE, offset, Optional.empty())).isEqualTo(Admission.of(OffsetAdmission.REWOUND));
        }
        assertThat(assigned.owns(claim)).isTrue();
        assertThat(assigned.committable(ONE)).hasValue(100);
    }

    @Test
    void shouldCommitWhatIsSkippedWithTheLogsIdentity() {
        OffsetMap map = OffsetMap.at(10);
        map.topic(new Uuid(1, 2));
        assigned.assign(ONE, map);
        PromptClaim open = admitted(ONE, 10);
        assertThat(assigned.skip(ONE, 11, Optional.of(7))).isEqualTo(Admission.of(OffsetAdmission.DONE));
        assertThat(assigned.skip(ONE, 12, Optional.of(6))).isEqualTo(Admission.of(OffsetAdmission.DONE));
        OffsetAndMetadata first =
                assigned.prepare(List.of(change(open, Kind.BEGUN))).offsets().get(ONE);
        assertThat(first.offset()).isEqualTo(10);
        assertThat(first.leaderEpoch()).hasValue(7);
        assertThat(OffsetMapCodec.decode(10, first.metadata())).isInstanceOfSatisfying(Decoded.Known.class, known -> {
            assertThat(known.map().log().topic()).isEqualTo(new Uuid(1, 2));
            assertThat(known.map().isDone(12)).isTrue();
            assertThat(known.map().end()).isEqualTo(13);
        });
        OffsetAndMetadata last =
                assigned.prepare(List.of(change(open, Kind.DONE))).offsets().get(ONE);
        assertThat(last.offset()).isEqualTo(13);
    }
}
