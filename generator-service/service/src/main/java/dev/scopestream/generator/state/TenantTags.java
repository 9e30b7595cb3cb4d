package dev.scopestream.generator.state;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whose turn it is among tenants: start-time fair queuing (Goyal, Vin and Cheng 1996). A tenant's finish tag is the
 * virtual time at which what it has had so far is paid for: its next prompt starts no earlier, even if the tenant had
 * nothing waiting meanwhile. Virtual time is the start tag of the prompt that started last. Not thread-safe.
 */
final class TenantTags {
    /** Finish tags kept of tenants; beyond it the lowest half is forgotten, whose turns would have come soonest. */
    static final int MOST = 4096;

    private final Map<String, Integer> weights;
    /** By tenant; tags that aren't beyond virtual time say nothing, and are forgotten from time to time. */
    private final Map<String, Double> finish = new HashMap<>();
    /** Start tags of tenants' next prompts. */
    private final Map<String, Double> start = new HashMap<>();

    private double now;

    /** @param weights of tenants; the others have weight 1 */
    TenantTags(Map<String, Integer> weights) {
        this.weights = Map.copyOf(weights);
    }

    /** A tenant that had nothing waiting has a prompt. */
    void arrived(String tenant) {
        start.put(tenant, Math.max(now, finish.getOrDefault(tenant, 0.0)));
    }

    /** A tenant has nothing waiting any more. */
    void emptied(String tenant) {
        start.remove(tenant);
    }

    /** Tenants in the order of their turns. */
    List<String> turns(Collection<String> waiting) {
        return waiting.stream().sorted(Comparator.comparingDouble(start::get)).toList();
    }

    /** A tenant's prompt starts. */
    void started(String tenant, long cost) {
        double tag = start.get(tenant);
        now = Math.max(now, tag);
        double end = tag + (double) cost / weights.getOrDefault(tenant, 1);
        start.put(tenant, end);
        finish.put(tenant, end);
        if (finish.size() > MOST) {
            forget();
        }
    }

    int size() {
        return finish.size() + start.size();
    }

    private void forget() {
        finish.values().removeIf(tag -> tag <= now);
        if (finish.size() > MOST / 2) {
            double middle = finish.values().stream()
                    .sorted()
                    .skip(finish.size() / 2)
                    .findFirst()
                    .orElse(now);
            finish.values().removeIf(tag -> tag <= middle);
        }
    }
}
