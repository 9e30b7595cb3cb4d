package dev.scopestream.generator.delivery;

import dev.scopestream.generator.prompt.PromptClaim;
import dev.scopestream.generator.state.Delivery;
import dev.scopestream.generator.state.InstanceState;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Final records that wait for a partition of an output topic, while others are delivered. Of each partition there are at
 * most as many as were started when it failed: prompts whose results would go there don't start. Belongs to the delivery
 * thread.
 */
@Singleton
final class SetAside {
    private final InstanceState state;
    private final FinalRecords records;
    private final Outages outages;
    private final Map<PromptClaim, Delivery.Final> waiting = new LinkedHashMap<>();

    SetAside(InstanceState state, FinalRecords records, Outages outages) {
        this.state = state;
        this.records = records;
        this.outages = outages;
    }

    /** Whether it can't be delivered now. */
    boolean mustWait(Delivery.Final last) {
        return !outages.none() && !met(last).isEmpty();
    }

    private Set<TopicPartition> met(Delivery.Final last) {
        Set<TopicPartition> met = new HashSet<>();
        records.keys(last).forEach((topic, key) -> met.addAll(outages.met(topic, key)));
        return met;
    }

    void add(Delivery.Final last) {
        waiting.put(last.claim(), last);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Of prompts whose final records wait here. */
    Set<PromptClaim> claims() {
        return Set.copyOf(waiting.keySet());
    }

    /** Takes those that wait no longer. */
    List<Delivery.Final> takeReady(int most) {
        List<Delivery.Final> ready = new ArrayList<>();
        for (Iterator<Delivery.Final> all = waiting.values().iterator(); all.hasNext() && ready.size() < most; ) {
            Delivery.Final last = all.next();
            if (!mustWait(last)) {
                all.remove();
                ready.add(last);
            }
        }
        return ready;
    }

    /**
     * Takes one that tells whether its partitions take records again. Partitions that are due and that nothing waits for
     * are opened.
     */
    Optional<Delivery.Final> takeProbe() {
        if (outages.none()) {
            return Optional.empty();
        }
        outages.refresh();
        Set<TopicPartition> due = outages.due();
        Set<TopicPartition> idle = new HashSet<>(due);
        for (Delivery.Final last : waiting.values()) {
            Set<TopicPartition> met = met(last);
            if (!met.isEmpty() && due.containsAll(met)) {
                waiting.remove(last.claim());
                return Optional.of(last);
            }
            idle.removeAll(met);
        }
        outages.open(idle);
        return Optional.empty();
    }

    /** Their attempts are over, other instances serve them. */
    void remove(Collection<PromptClaim> claims) {
        claims.stream().filter(claim -> waiting.remove(claim) != null).forEach(state.ids()::end);
    }

    /** Forgets those whose partitions aren't ours any more. */
    void forgetUnowned() {
        remove(waiting.keySet().stream()
                .filter(claim -> !state.assigned().owns(claim))
                .toList());
    }
}
