package dev.scopestream.generator.intake;

import dev.scopestream.generator.delivery.Inbox;
import dev.scopestream.generator.ids.RequestIds;
import dev.scopestream.generator.offsets.Ledger;

/**
 * What a generator's threads share.
 *
 * @param ledger what is ours, and what is done
 * @param held what was polled and has no final record yet
 * @param backlog what waits for a place in the engine
 * @param inbox what waits for delivery
 * @param ids which requests have their result
 */
public record Flow(Ledger ledger, Held held, Backlog backlog, Inbox inbox, RequestIds ids) {
    /** Forgets whatever waits and isn't ours any more. */
    public void forgetUnowned() {
        backlog.removeIf(work -> !ledger.owns(work.claim()));
        held.removeIf(claim -> !ledger.owns(claim));
    }

    /** Forgets whatever waits: others shall have it. */
    public void forgetBacklog() {
        backlog.removeIf(work -> {
            held.remove(work.claim());
            return true;
        });
    }
}
