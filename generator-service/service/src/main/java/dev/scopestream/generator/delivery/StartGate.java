package dev.scopestream.generator.delivery;

import dev.scopestream.generator.ids.RequestIds;
import dev.scopestream.generator.intake.Backlog;
import dev.scopestream.generator.intake.Work;
import dev.scopestream.generator.offsets.Claim;
import dev.scopestream.generator.offsets.Ledger;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which prompt may start now. At most {@code limit} are started at a time, of a partition as many as its offset map can
 * hold the attempts of, and of a request id one. A suspect (see {@link Work#suspect}) starts when nothing else runs, and
 * nothing else starts while it runs. Belongs to the delivery thread.
 */
final class StartGate {
    private final Backlog backlog;
    private final Ledger ledger;
    private final RequestIds ids;
    private final int limit;
    private final Set<Claim> started = new HashSet<>();
    private boolean alone;
    private boolean closed;

    StartGate(Backlog backlog, Ledger ledger, RequestIds ids, int limit) {
        this.backlog = backlog;
        this.ledger = ledger;
        this.ids = ids;
        this.limit = limit;
    }

    Optional<Work> next() {
        if (closed || started.size() >= limit || (alone && !started.isEmpty())) {
            return Optional.empty();
        }
        if (backlog.hasSuspect() && !started.isEmpty()) {
            return Optional.empty();
        }
        Optional<Work> suspect = backlog.takeSuspect(ids::free);
        alone = suspect.isPresent();
        Optional<Work> work = alone ? suspect : backlog.take(w -> ids.free(w) && ledger.mayBegin(w.claim()));
        work.ifPresent(w -> started.add(w.claim()));
        return work;
    }

    /** It doesn't run any more, or never did. */
    void ended(Claim claim) {
        started.remove(claim);
    }

    Set<Claim> started() {
        return started;
    }

    /** Nothing starts from now on. */
    void close() {
        closed = true;
    }
}
