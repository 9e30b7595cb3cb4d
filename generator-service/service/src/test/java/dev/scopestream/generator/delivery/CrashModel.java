package dev.scopestream.generator.delivery;

import dev.scopestream.generator.ids.FinishedIds;
import dev.scopestream.generator.ids.IdScope;
import dev.scopestream.generator.offsets.Admission;
import dev.scopestream.generator.offsets.AssignedPartitions;
import dev.scopestream.generator.offsets.Attempts;
import dev.scopestream.generator.offsets.Change;
import dev.scopestream.generator.offsets.OffsetMap;
import dev.scopestream.generator.offsets.OffsetMapCodec;
import dev.scopestream.generator.offsets.OffsetMapCodec.Decoded;
import dev.scopestream.generator.offsets.Prepared;
import dev.scopestream.generator.prompt.AdmittedPrompt;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * An instance with the real gate, backlog and offset map, in virtual time. Some prompts end its process; the next process
 * knows what is committed, and nothing else.
 */
final class CrashModel {
    private static final TopicPartition PARTITION = new TopicPartition("prompts", 0);

    private final int limit;
    private final int maxAttempts;
    private final int ticksEach;
    private final Set<Long> poison;
    /** Ticks that a poison takes to end its process. */
    private final int fuse;

    private OffsetAndMetadata committed = new OffsetAndMetadata(0);
    private final Set<Long> results = new HashSet<>();
    private final Set<Long> refused = new HashSet<>();
    private final List<Long> starts = new ArrayList<>();
    private final Map<PromptClaim, Integer> left = new HashMap<>();
    private InstanceState state;
    private StartGate gate;
    private LoneAttempt lone;
    private long now;
    private long end;
    private int deaths;

    /** @param limit prompts in flight */
    CrashModel(int limit, int maxAttempts, int ticksEach, Set<Long> poison, int fuse) {
        this.limit = limit;
        this.maxAttempts = maxAttempts;
        this.ticksEach = ticksEach;
        this.poison = poison;
        this.fuse = fuse;
        boot();
    }

    /** The process dies, and another one begins. */
    void die() {
        deaths++;
        boot();
    }

    private void boot() {
        left.clear();
        state = new InstanceState(
                new AssignedPartitions(),
                new HeldPrompts(1000, 1000),
                new Backlog(Map.of(), Clock.systemUTC()),
                new DeliveryQueue(),
                new FinishedIds(10, new IdScope(false)),
                new OutputPartitions("results", "finished", new IdScope(false)),
                new PollSignals());
        gate = new StartGate(state, limit, () -> now);
        lone = new LoneAttempt();
        OffsetMap map = OffsetMapCodec.decode(committed.offset(), committed.metadata()) instanceof Decoded.Known known
                ? known.map()
                : OffsetMap.at(committed.offset());
        state.assigned().assign(PARTITION, map);
        poll(committed.offset(), end);
    }

    /** Further prompts are sent. */
    void send(int count) {
        long from = end;
        end += count;
        poll(from, end);
    }

    private void poll(long from, long to) {
        List<Change> changes = new ArrayList<>();
        for (long offset = from; offset < to; offset++) {
            Admission admission = state.assigned().admit(PARTITION, offset, Optional.empty());
            if (admission.claim().isPresent()) {
                PromptClaim claim = admission.claim().get();
                Attempts attempts = state.assigned().attempts(claim);
                if (attempts.alone() >= maxAttempts) {
                    refused.add(offset);
                    changes.add(new Change(claim, Change.Kind.DONE));
                } else {
                    state.backlog()
                            .add(AdmittedPrompts.of(claim, "p" + offset, 0)
                                    .deaths(attempts.deaths(), attempts.alone())
                                    .build());
                }
            }
        }
        commit(changes);
    }

    /** One step: starts what may start, then decodes everything in flight by a token. */
    void tick() {
        now++;
        List<AdmittedPrompt> batch = new ArrayList<>();
        for (Optional<AdmittedPrompt> next = gate.next(); next.isPresent(); next = gate.next()) {
            batch.add(next.get());
        }
        commit(lone.begin(batch, gate.started()));
        batch.forEach(prompt -> left.put(prompt.claim(), ticksEach));
        batch.forEach(prompt -> starts.add(prompt.claim().offset()));
        List<Change> done = new ArrayList<>();
        for (PromptClaim claim : List.copyOf(left.keySet())) {
            int ticks = left.merge(claim, -1, Integer::sum);
            if (poison.contains(claim.offset()) && ticksEach - ticks >= fuse) {
                die();
                return;
            }
            if (ticks == 0) {
                left.remove(claim);
                gate.ended(claim);
                results.add(claim.offset());
                done.add(new Change(claim, Change.Kind.DONE));
            }
        }
        commit(done);
    }

    private void commit(List<Change> changes) {
        Prepared prepared = state.assigned().prepare(changes);
        state.assigned().applied(prepared);
        committed = prepared.offsets().getOrDefault(PARTITION, committed);
    }

    boolean finished() {
        return results.size() + refused.size() == end;
    }

    int deaths() {
        return deaths;
    }

    long now() {
        return now;
    }

    Set<Long> refused() {
        return refused;
    }

    Set<Long> results() {
        return results;
    }

    /** Offsets in the order of their starts, all attempts. */
    List<Long> starts() {
        return starts;
    }
}
