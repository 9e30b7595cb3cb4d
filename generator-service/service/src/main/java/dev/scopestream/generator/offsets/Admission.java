package dev.scopestream.generator.offsets;

import dev.scopestream.generator.prompt.PromptClaim;
import java.util.Optional;

/**
 * What became of a delivered record.
 *
 * @param claim on the record; only with {@link OffsetAdmission#ADMITTED}
 */
public record Admission(OffsetAdmission outcome, Optional<PromptClaim> claim) {
    /** Without a claim. */
    public static Admission of(OffsetAdmission outcome) {
        return new Admission(outcome, Optional.empty());
    }
}
