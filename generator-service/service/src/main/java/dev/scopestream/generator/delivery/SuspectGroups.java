package dev.scopestream.generator.delivery;

import dev.scopestream.generator.offsets.AssignedPartitions;
import dev.scopestream.generator.prompt.AdmittedPrompt;
import java.util.Collection;
import java.util.function.LongSupplier;

/**
 * Finds a prompt that ends its process among those that were in flight with it, by bisection. Prompts with the same
 * number of deaths (see {@link AdmittedPrompt#deaths}) are a group, and at most half of a group runs at a time, beside
 * prompts that aren't suspects. When the process dies again, only that half has one more death. The last of them run
 * with nothing else in flight: so an innocent one gets its result, and the other one's attempts count towards the limit.
 *
 * <p>After a prompt that ran alone, others may start for as long as that took. Belongs to the delivery thread.
 */
final class SuspectGroups {
    private final AssignedPartitions assigned;
    private final LongSupplier nanos;
    private long aloneSince;
    private long othersUntil;

    /** @param nanos a clock, as {@link System#nanoTime} */
    SuspectGroups(AssignedPartitions assigned, LongSupplier nanos) {
        this.assigned = assigned;
        this.nanos = nanos;
        this.othersUntil = nanos.getAsLong();
    }

    /** Whether nothing else may be in flight with it: it was alone when a process died, or is one of the last two. */
    boolean runsAlone(AdmittedPrompt prompt) {
        return prompt.repeatedlySuspect() && (prompt.alone() > 0 || assigned.suspects(prompt.deaths()) <= 2);
    }

    /** Whether half of its group doesn't run yet. */
    boolean mayRunBeside(AdmittedPrompt prompt, Collection<AdmittedPrompt> inFlight) {
        int half = Math.max(1, (assigned.suspects(prompt.deaths()) + 1) / 2);
        return inFlight.stream().filter(p -> p.deaths() == prompt.deaths()).count() < half;
    }

    /** Whether others may go on starting while a prompt waits for being alone. */
    boolean othersMayStart() {
        return nanos.getAsLong() - othersUntil < 0;
    }

    void aloneStarted() {
        aloneSince = nanos.getAsLong();
    }

    void aloneEnded() {
        long now = nanos.getAsLong();
        othersUntil = now + (now - aloneSince);
    }
}
