package dev.scopestream.generator.delivery;

import dev.scopestream.generator.offsets.Change;
import dev.scopestream.generator.prompt.AdmittedPrompt;
import dev.scopestream.generator.prompt.PromptClaim;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Which attempt is recorded as the only one in flight: if the process dies during it, the prompt is most likely the
 * reason. Belongs to the delivery thread.
 */
@Singleton
final class LoneAttempt {
    private Optional<PromptClaim> lone = Optional.empty();

    /** How an attempt is recorded that is given up in order. */
    Change givenUp(PromptClaim claim) {
        boolean alone = lone.filter(claim::equals).isPresent();
        lone = alone ? Optional.empty() : lone;
        return new Change(claim, alone ? Change.Kind.RELEASED_ALONE : Change.Kind.RELEASED);
    }

    /**
     * How attempts are recorded that begin now.
     *
     * @param inFlight all prompts in flight, these included
     */
    List<Change> begin(List<AdmittedPrompt> starts, Collection<PromptClaim> inFlight) {
        lone = lone.filter(inFlight::contains);
        List<Change> changes = new ArrayList<>();
        if (inFlight.size() > 1) {
            lone.ifPresent(claim -> changes.add(new Change(claim, Change.Kind.JOINED)));
            lone = Optional.empty();
        }
        Change.Kind kind = inFlight.size() == 1 ? Change.Kind.BEGUN_ALONE : Change.Kind.BEGUN;
        for (AdmittedPrompt start : starts) {
            changes.add(new Change(start.claim(), kind));
            lone = inFlight.size() == 1 ? Optional.of(start.claim()) : lone;
        }
        return changes;
    }
}
