package dev.scopestream.generator.delivery;

import dev.scopestream.generator.config.ScopeOptions;
import dev.scopestream.generator.decode.Workers;
import dev.scopestream.generator.ids.FinishedIds;
import dev.scopestream.generator.offsets.AssignedPartitions;
import dev.scopestream.generator.prompt.AdmittedPrompt;
import dev.scopestream.generator.prompt.PromptClaim;
import dev.scopestream.generator.state.Backlog;
import dev.scopestream.generator.state.InstanceState;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which prompt may start now. At most {@code limit} are started at a time, of a partition as many as its offset map can
 * hold the attempts of (the starts that aren't committed yet included), and of a request id one. A suspect (see {@link
 * AdmittedPrompt#suspect}) starts when nothing else runs, and nothing else starts while it runs. Belongs to the delivery
 * thread.
 */
@Singleton
final class StartGate {
    private final Backlog backlog;
    private final AssignedPartitions assigned;
    private final FinishedIds ids;
    private final int limit;
    private final Set<PromptClaim> started = new HashSet<>();
    private boolean alone;
    private boolean closed;

    @Inject
    StartGate(InstanceState state, Workers workers, ScopeOptions options) {
        this(state, workers.loops().size() * (options.maxBatch() + Math.max(2, options.maxBatch() / 4)));
    }

    /** @param limit prompts that the engines have at a time */
    StartGate(InstanceState state, int limit) {
        this.backlog = state.backlog();
        this.assigned = state.assigned();
        this.ids = state.ids();
        this.limit = limit;
    }

    Optional<AdmittedPrompt> next() {
        if (closed || started.size() >= limit || (alone && !started.isEmpty())) {
            return Optional.empty();
        }
        if (backlog.hasSuspect() && !started.isEmpty()) {
            return Optional.empty();
        }
        Optional<AdmittedPrompt> suspect = backlog.takeSuspect(ids::free);
        alone = suspect.isPresent();
        Optional<AdmittedPrompt> prompt =
                alone ? suspect : backlog.take(p -> ids.free(p) && assigned.mayBegin(p.claim(), started));
        prompt.ifPresent(p -> started.add(p.claim()));
        return prompt;
    }

    /** It doesn't run any more, or never did. */
    void ended(PromptClaim claim) {
        started.remove(claim);
    }

    Set<PromptClaim> started() {
        return started;
    }

    /** Nothing starts from now on. */
    void close() {
        closed = true;
    }
}
