package dev.scopestream.generator.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.generator.ids.FinishedIds;
import dev.scopestream.generator.ids.IdScope;
import dev.scopestream.generator.offsets.AssignedPartitions;
import dev.scopestream.generator.offsets.Change;
import dev.scopestream.generator.offsets.OffsetMap;
import dev.scopestream.generator.offsets.OffsetMapCodec;
import dev.scopestream.generator.offsets.OffsetMapCodec.Decoded;
import dev.scopestream.generator.offsets.Prepared;
import dev.scopestream.generator.prompt.AdmittedPrompts;
import dev.scopestream.generator.prompt.PromptClaim;
import dev.scopestream.generator.state.Backlog;
import dev.scopestream.generator.state.DeliveryQueue;
import dev.scopestream.generator.state.HeldPrompts;
import dev.scopestream.generator.state.InstanceState;
import dev.scopestream.generator.state.OutputPartitions;
import dev.scopestream.generator.state.PollSignals;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StartGateTest {
    private static final TopicPartition ONE = new TopicPartition("prompts", 1);
    private static final TopicPartition TWO = new TopicPartition("prompts", 2);

    private final AssignedPartitions assigned = new AssignedPartitions();
    private final InstanceState state = new InstanceState(
            assigned,
            new HeldPrompts(1000, 1000),
            new Backlog(Map.of(), Clock.systemUTC()),
            new DeliveryQueue(),
            new FinishedIds(10, new IdScope(false)),
            new OutputPartitions("results", "finished", new IdScope(false)),
            new PollSignals());

    private void admit(TopicPartition partition, int count) {
        assigned.assign(partition, OffsetMap.at(0));
        for (int offset = 0; offset < count; offset++) {
            PromptClaim claim =
                    assigned.admit(partition, offset, Optional.empty()).claim().orElseThrow();
            state.backlog()
                    .add(AdmittedPrompts.of(claim, partition + "-" + offset, 0).build());
        }
    }

    private static List<PromptClaim> starts(StartGate gate) {
        List<PromptClaim> claims = new ArrayList<>();
        gate.next().ifPresent(p -> claims.add(p.claim()));
        for (int before = 0; before < claims.size(); ) {
            before = claims.size();
            gate.next().ifPresent(p -> claims.add(p.claim()));
        }
        return claims;
    }

    @Test
    void shouldStartNoMoreInOneBatchThanAnOffsetMapHolds() {
        admit(ONE, 300);
        admit(TWO, 20);

        List<PromptClaim> claims = starts(new StartGate(state, 1000, () -> 0));

        assertThat(claims.stream().filter(c -> c.partition().equals(ONE))).hasSize(OffsetMap.STARTED);
        assertThat(claims.stream().filter(c -> c.partition().equals(TWO))).hasSize(20);
        Prepared prepared = assigned.prepare(
                claims.stream().map(c -> new Change(c, Change.Kind.BEGUN)).toList());
        String metadata = prepared.offsets().get(ONE).metadata();
        assertThat(OffsetMapCodec.decode(0, metadata)).isInstanceOfSatisfying(Decoded.Known.class, known -> assertThat(
                        known.map().started())
                .isEqualTo(OffsetMap.STARTED));
    }

    @Test
    void shouldStartFurtherOnesAsOthersEnd() {
        admit(ONE, 200);
        StartGate gate = new StartGate(state, 1000, () -> 0);
        List<PromptClaim> claims = starts(gate);
        assigned.applied(assigned.prepare(
                claims.stream().map(c -> new Change(c, Change.Kind.BEGUN)).toList()));
        assertThat(gate.next()).isEqualTo(Optional.empty());

        assigned.applied(assigned.prepare(claims.stream()
                .limit(10)
                .map(c -> new Change(c, Change.Kind.DONE))
                .toList()));
        claims.stream().limit(10).forEach(gate::ended);

        assertThat(starts(gate)).hasSize(10);
    }
}
