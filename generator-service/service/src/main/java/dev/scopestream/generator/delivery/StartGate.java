package dev.scopestream.generator.delivery;

import dev.scopestream.generator.config.ScopeOptions;
import dev.scopestream.generator.decode.Workers;
import dev.scopestream.generator.ids.FinishedIds;
import dev.scopestream.generator.offsets.AssignedPartitions;
import dev.scopestream.generator.prompt.AdmittedPrompt;
import dev.scopestream.generator.prompt.PromptClaim;
import dev.scopestream.generator.state.Backlog;
import dev.scopestream.generator.state.InstanceState;
import dev.scopestream.generator.state.OutputPartitions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Which prompt may start now. At most {@code limit} are started at a time, of a partition as many as its offset map can
 * hold the attempts of (the starts that aren't committed yet included), of a request id one, and of a partition of an output
 * topic that takes no records none. Suspects start by the rules of {@link SuspectGroups}, before others. A prompt whose deadline has passed starts beyond the limit: it ends
 * before the engine's next step. Belongs to the delivery thread.
 */
@Singleton
final class StartGate {
    private final Backlog backlog;
    private final AssignedPartitions assigned;
    private final FinishedIds ids;
    private final OutputPartitions outputs;
    private final SuspectGroups groups;
    private final int limit;
    private final Map<PromptClaim, AdmittedPrompt> started = new LinkedHashMap<>();
    /** The prompt that nothing may start beside; null: none. */
    private PromptClaim exclusive;

    private boolean closed;

    @Inject
    StartGate(InstanceState state, Workers workers, ScopeOptions options) {
        this(
                state,
                workers.loops().size() * (options.maxBatch() + Math.max(2, options.maxBatch() / 4)),
                System::nanoTime);
    }

    /**
     * @param limit prompts that the engines have at a time
     * @param nanos a clock, as {@link System#nanoTime}
     */
    StartGate(InstanceState state, int limit, LongSupplier nanos) {
        this.backlog = state.backlog();
        this.assigned = state.assigned();
        this.ids = state.ids();
        this.outputs = state.outputs();
        this.groups = new SuspectGroups(assigned, nanos);
        this.limit = limit;
    }

    Optional<AdmittedPrompt> next() {
        Optional<AdmittedPrompt> expired =
                closed || exclusive != null ? Optional.empty() : backlog.takeExpired(this::mayStart);
        Optional<AdmittedPrompt> prompt = expired.isPresent() ? expired : inTurn();
        prompt.ifPresent(this::starts);
        return prompt;
    }

    private void starts(AdmittedPrompt prompt) {
        started.put(prompt.claim(), prompt);
        assigned.ending(prompt.claim());
    }

    private Optional<AdmittedPrompt> inTurn() {
        if (closed || started.size() >= limit || exclusive != null) {
            return Optional.empty();
        }
        Predicate<AdmittedPrompt> alone = p -> mayStart(p) && groups.runsAlone(p);
        boolean waits = backlog.hasSuspect(alone);
        Optional<AdmittedPrompt> prompt = Optional.empty();
        if (!waits || groups.othersMayStart()) {
            prompt = backlog.takeSuspect(
                            p -> mayStart(p) && !groups.runsAlone(p) && groups.mayRunBeside(p, started.values()))
                    .or(() -> backlog.take(this::mayStart));
        }
        if (prompt.isEmpty() && waits && started.isEmpty()) {
            prompt = backlog.takeSuspect(alone);
            prompt.ifPresent(p -> exclusive = p.claim());
            groups.aloneStarted();
        }
        return prompt;
    }

    private boolean mayStart(AdmittedPrompt prompt) {
        return outputs.take(prompt) && ids.free(prompt) && assigned.mayBegin(prompt.claim(), started.keySet());
    }

    /** It doesn't run any more, or never did. */
    void ended(PromptClaim claim) {
        started.remove(claim);
        if (claim.equals(exclusive)) {
            exclusive = null;
            groups.aloneEnded();
        }
    }

    /** Prompts that were started and haven't ended. */
    Set<PromptClaim> started() {
        return Collections.unmodifiableSet(started.keySet());
    }

    /** Nothing starts from now on. */
    void close() {
        closed = true;
    }
}
