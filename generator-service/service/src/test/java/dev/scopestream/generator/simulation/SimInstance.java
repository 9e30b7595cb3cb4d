package dev.scopestream.generator.simulation;

import dev.scopestream.generator.offsets.Admission;
import dev.scopestream.generator.offsets.AssignedPartitions;
import dev.scopestream.generator.offsets.Change;
import dev.scopestream.generator.offsets.OffsetAdmission;
import dev.scopestream.generator.offsets.OffsetMap;
import dev.scopestream.generator.offsets.OffsetMapCodec;
import dev.scopestream.generator.offsets.Prepared;
import dev.scopestream.generator.prompt.PromptClaim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** A generator with the real assigned partitions and offset maps, whose engine only lets time pass. */
final class SimInstance {
    private static final String TOPIC = "prompts";

    /** A prompt in the engine. */
    private static final class Running {
        private final PromptClaim claim;
        private final int ticks;
        private int left;

        private Running(PromptClaim claim, int ticks) {
            this.claim = claim;
            this.ticks = ticks;
            this.left = ticks;
        }
    }

    private final String name;
    private final Coordinator group;
    private final Simulation.Options options;
    private final Random random;
    private final AssignedPartitions assigned = new AssignedPartitions();
    private final Map<Integer, Long> positions = new HashMap<>();
    private final List<Integer> turn = new ArrayList<>();
    private final List<Running> running = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private long worked;
    private long lost;

    SimInstance(String name, Coordinator group, Simulation.Options options, Random random) {
        this.name = name;
        this.group = group;
        this.options = options;
        this.random = random;
    }

    String name() {
        return name;
    }

    void assigned(int partition, OffsetAndMetadata at) {
        OffsetMap map = OffsetMapCodec.decode(at.offset(), at.metadata()) instanceof OffsetMapCodec.Decoded.Known known
                ? known.map()
                : OffsetMap.at(at.offset());
        assigned.assign(new TopicPartition(TOPIC, partition), map);
        positions.put(partition, at.offset());
        turn.add(partition);
    }

    /** Its running prompts are given up in order. */
    void revoked(int partition) {
        for (Iterator<Running> it = running.iterator(); it.hasNext(); ) {
            Running one = it.next();
            if (one.claim.partition().partition() == partition) {
                changes.add(new Change(one.claim, Change.Kind.RELEASED));
                lost += one.ticks - one.left;
                it.remove();
            }
        }
        commit();
        assigned.remove(Set.of(new TopicPartition(TOPIC, partition)));
        positions.remove(partition);
        turn.remove(Integer.valueOf(partition));
    }

    /** Its process died. */
    void die() {
        running.forEach(one -> lost += one.ticks - one.left);
        running.clear();
    }

    /** A step of the engine and a transaction of what came of it. */
    void tick() {
        for (Iterator<Running> it = running.iterator(); it.hasNext(); ) {
            Running one = it.next();
            worked++;
            if (--one.left == 0) {
                changes.add(new Change(one.claim, Change.Kind.DONE));
                it.remove();
            }
        }
        for (int tries = turn.size(); tries > 0 && running.size() < options.batch(); ) {
            int partition = turn.remove(0);
            turn.add(partition);
            tries = start(partition) ? turn.size() : tries - 1;
        }
        commit();
    }

    /** False: this partition has nothing that may start. */
    private boolean start(int number) {
        TopicPartition partition = new TopicPartition(TOPIC, number);
        for (long offset = positions.get(number); offset < options.promptsEach(); offset++) {
            Admission admission = assigned.admit(partition, offset, Optional.empty());
            if (admission.outcome() == OffsetAdmission.FULL) {
                return false;
            }
            positions.put(number, offset + 1);
            if (admission.claim().isPresent()) {
                PromptClaim claim = admission.claim().get();
                if (!assigned.mayBegin(claim, List.of())) {
                    throw new IllegalStateException("more attempts than a map can hold");
                }
                changes.add(new Change(claim, Change.Kind.BEGUN));
                running.add(new Running(claim, options.ticks(random)));
                return true;
            }
        }
        return false;
    }

    private void commit() {
        if (changes.isEmpty()) {
            return;
        }
        Prepared prepared = assigned.prepare(changes);
        group.commit(this, prepared);
        assigned.applied(prepared);
        prepared.changes().stream()
                .filter(change -> change.kind() == Change.Kind.DONE)
                .forEach(change -> group.result(change.claim()));
        changes.clear();
    }

    /** Ticks of work done, lost ones included. */
    long worked() {
        return worked;
    }

    /** Ticks of work that somebody has to do again. */
    long lost() {
        return lost;
    }
}
